//! Entities, value objects, ports and adapters in small real code.

use super::workspace::Workspace;

/// What is found: `kind name` of entities, then `kind name` of ports and adapters, `> port` behind an adapter.
fn check(fixture: &str, expected: &[&str]) {
    let things = Workspace::of_text(fixture).things();
    let entities = things.entities.iter();
    let mut found: Vec<String> = entities
        .map(|entity| format!("{:?} {}", entity.kind, entity.element.name))
        .collect();
    for repository in &things.repositories {
        let port = repository.implements.as_ref();
        let port = port.map_or(String::new(), |port| format!(" > {}", port.name));
        found.push(format!(
            "{:?} {}{port}",
            repository.kind, repository.element.name
        ));
    }
    assert_eq!(found, expected);
}

#[test]
fn what_lies_beside_entities_is_none() {
    check(
        r#"
//- src/core/domain/post/entity/Post.ts
export class Post { constructor(private title: string) {} }

//- src/core/domain/post/entity/CreatePostPayload.ts
export type Title = string;
export class CreatePostPayload { title!: string; }

//- src/core/domain/post/port/usecase/GetPostPort.ts
export interface GetPostPort { postId: string; }

//- src/core/domain/post/dto/PostView.ts
export class PostView { title!: string; }

//- src/core/domain/post/vo/PostId.ts
export class PostId { constructor(private value: string) {} }

//- src/core/domain/post/PostCreated.ts
export class PostCreatedEvent { constructor(private id: string) {} }
"#,
        &["Entity Post", "ValueObject PostId"],
    );
}

#[test]
fn value_objects_in_a_file_of_their_own() {
    check(
        r#"
//- src/domain/value_objects.rs
pub struct PlanId(pub String);

//- src/domain/entities.rs
pub struct Plan { pub id: u32 }

//- src/domain/requests.rs
pub struct CreatePlan { pub id: u32 }
"#,
        &["Entity Plan", "ValueObject PlanId"],
    );
}

#[test]
fn what_use_cases_are_called_by_is_no_port_of_theirs() {
    check(
        r#"
//- go.mod
module shop

//- session/port.go
package session

type Repository interface {
	Create(id string) error
	Drop(id string) error
}

type UseCase interface {
	Create(id string) error
	Drop(id string) error
}

//- session/repository/redis.go
package repository

type sessionRepo struct{}

func (r *sessionRepo) Create(id string) error { return nil }

func (r *sessionRepo) Drop(id string) error { return nil }

//- session/usecase/session.go
package usecase

import "shop/session"

type sessionUC struct {
	repo session.Repository
}

func (u *sessionUC) Create(id string) error { return u.repo.Create(id) }

func (u *sessionUC) Drop(id string) error { return u.repo.Drop(id) }
"#,
        &["Port Repository", "Adapter sessionRepo > Repository"],
    );
}

#[test]
fn models_of_a_schema_that_is_no_source() {
    let fixture = r#"
//- prisma/schema.prisma
model Patient {
  id String @id
}

enum Status {
  OPEN
}

//- prisma/schema/visit.prisma
/// One of a patient.
model Visit {
  id String @id
}

//- test/prisma/schema.prisma
model Fixture {
  id String @id
}

//- domain/entities/doctor.ts
export class Doctor { constructor(readonly id: string) {} }
"#;
    check(
        fixture,
        &["Entity Doctor", "OrmModel Patient", "OrmModel Visit"],
    );
    let workspace = Workspace::of_text(fixture);
    let things = workspace.things();
    let visit = &things.entities[2];
    let (path, line) = workspace.locate(visit.element.place);
    assert_eq!((path.as_str(), line), ("prisma/schema/visit.prisma", 2));
    assert_eq!(visit.evidence[0].place, Some(visit.element.place));
}
