//! The ways out of ten functions of five languages, derived from their facts.

mod worked;

use syntax::extract;
use syntax::facts::{Body, FunctionId, TypeDecl};
use syntax::language::Language;
use worked::{go, javascript, python, rust, show, typescript};

#[track_caller]
fn check((body, function, types): (Body, FunctionId, Vec<TypeDecl>), expected: &[&str]) {
    let behaviour = model::behaviour::exits(&body, function);
    assert_eq!(show::exits(&body, &behaviour), expected);
    assert_eq!(behaviour.left_out, []);
    // What was written survives being stored: nothing in it is a borrowed or computed value.
    let stored = serde_json::to_string(&(&body, &types));
    let read = stored.and_then(|stored| serde_json::from_str::<(Body, Vec<TypeDecl>)>(&stored));
    assert_eq!(read.ok(), Some((body, types)));
}

#[test]
fn python_function() {
    check(
        python::create_user(),
        &[
            "raises UserAlreadyExistsError(User {email} already exists) | existing | user_repo.find_by_email?",
            "returns user_repo.create(User(email, password, Negate 1)) | not existing | user_repo.find_by_email? User? user_repo.create!",
        ],
    );
}

#[test]
fn python_class() {
    check(
        python::archive_project(),
        &[
            "raises ProjectNotFound(project_id) | project Is null | self._projects.get?",
            "raises NotOwner(by) | not project Is null and project.owner_id NotEqual by | self._projects.get?",
            "returns false | not project Is null and not project.owner_id NotEqual by and Not force And self._now() Subtract project.touched_at Less self.QUIET | self._projects.get? self._now?",
            "returns true | not project Is null and not project.owner_id NotEqual by and not Not force And self._now() Subtract project.touched_at Less self.QUIET | self._projects.get? self._now? project.archived= self._projects.save!",
        ],
    );
}

#[test]
fn typescript_class() {
    check(
        typescript::rename_board(),
        &[
            "raises BoardNotFound(id) | not board | this.boards.load?",
            "raises BoardLocked(id) | board and board.locked | this.boards.load?",
            "returns board | board and not board.locked and board.title Equal title | this.boards.load?",
            "returns renamed | board and not board.locked and not board.title Equal title | this.boards.load? this.boards.save!",
        ],
    );
}

#[test]
fn typescript_closure() {
    check(
        typescript::make_send_digest(),
        &[
            "returns {ok: false, error: \"NOTHING_UNREAD\"} | lines.length Equal 0 | unread?",
            "returns {ok: true, lines: count} | not lines.length Equal 0 | unread? Math.min? deliver!",
            "returns {ok: false, error: \"RELAY_DOWN\"} | not lines.length Equal 0 and deliver({to: to, lines: count}) fails | unread? Math.min? deliver!",
        ],
    );
}

#[test]
fn javascript_middleware() {
    check(
        javascript::require_scope(),
        &[
            "returns res.status(401).json({error: \"token missing\"}) | not header | res.status? res.status().json?",
            "returns res.status(403).json({error: \"scope missing\"}) | header and not token.scopes.includes(scope) | header.slice? tokens.verify? token.scopes.includes? res.status? res.status().json?",
            "returns next() | header and token.scopes.includes(scope) | header.slice? tokens.verify? token.scopes.includes? req.userId= next?",
        ],
    );
}

#[test]
fn javascript_function() {
    check(
        javascript::vote(),
        &[
            "raises PollClosed(pollId) | poll.closesAt LessEqual polls.now() | polls.find? polls.now?",
            "returns false | not poll.closesAt LessEqual polls.now() and before Equal choice | polls.find? polls.now?",
            "returns true | not poll.closesAt LessEqual polls.now() and not before Equal choice | polls.find? polls.now? polls.record!",
        ],
    );
}

#[test]
fn go_method() {
    check(
        go::rename(),
        &[
            "fails with fmt.Errorf(\"load: %w\", err) | err NotEqual null | r.repo.Load? fmt.Errorf?",
            "fails with ErrNotFound | not err NotEqual null and b Equal null | r.repo.Load?",
            "fails with ErrLocked | not err NotEqual null and not b Equal null and b.Locked | r.repo.Load?",
            "hands on r.repo.Save(ctx, b) | not err NotEqual null and not b Equal null and not b.Locked and not absent r.repo.Save(ctx, b) | r.repo.Load? b.Title= r.repo.Save!",
            "returns b, r.repo.Save(ctx, b) | not err NotEqual null and not b Equal null and not b.Locked and absent r.repo.Save(ctx, b) | r.repo.Load? b.Title= r.repo.Save!",
        ],
    );
}

#[test]
fn go_function() {
    check(
        go::rank(),
        &[
            "fails with Reference RangeError{points, max} | points Less 0 Or points Greater max | ",
            "returns false, null | not points Less 0 Or points Greater max and ok And best GreaterEqual points | scores.Best?",
            "returns true, null | not points Less 0 Or points Greater max and not ok And best GreaterEqual points | scores.Best?",
        ],
    );
}

const RENAME: &[&str] = &[
    "hands on self.boards.load(id) | absent self.boards.load(id) | self.boards.load?",
    "fails with RenameError.NotFound(id) | not absent self.boards.load(id) and absent self.boards.load(id)? | self.boards.load? RenameError.NotFound? self.boards.load().ok_or?",
    "fails with RenameError.Locked | not absent self.boards.load(id) and not absent self.boards.load(id)? and board.locked | self.boards.load? RenameError.NotFound? self.boards.load().ok_or? Err?",
    "hands on self.boards.save(Reference board) | not absent self.boards.load(id) and not absent self.boards.load(id)? and not board.locked and absent self.boards.save(Reference board) | self.boards.load? RenameError.NotFound? self.boards.load().ok_or? title.to_string? board.title= self.boards.save!",
    "returns Ok(board) | not absent self.boards.load(id) and not absent self.boards.load(id)? and not board.locked and not absent self.boards.save(Reference board) | self.boards.load? RenameError.NotFound? self.boards.load().ok_or? title.to_string? board.title= self.boards.save! Ok?",
];

const VOTE: &[&str] = &[
    "fails with VoteError.Closed | polls.closes_at(poll) is Some and now GreaterEqual closes_at | polls.closes_at? Err?",
    "returns Ok() | polls.closes_at(poll) is Some and not now GreaterEqual closes_at | polls.closes_at? polls.record! Ok?",
    "fails with VoteError.Unknown(poll.to_string()) | not polls.closes_at(poll) is Some | polls.closes_at? poll.to_string? VoteError.Unknown? Err?",
];

/// Branches that are values leave the function, too, and a name holds what its own branch gives.
const QUOTE: &[&str] = &[
    "fails with QuoteError.Over(code) | shop.find(id) is Some and code is Some and code.is_over() | shop.find? code.is_over? QuoteError.Over? Err?",
    "hands on shop.rebate(code) | shop.find(id) is Some and code is Some and not code.is_over() and absent shop.rebate(code) | shop.find? code.is_over? shop.rebate?",
    "returns Ok(shop.price(item, rebate)) | shop.find(id) is Some and code is Some and not code.is_over() and not absent shop.rebate(code) | shop.find? code.is_over? shop.rebate? shop.price? Ok?",
    "returns Ok(shop.price(item, rebate)) | shop.find(id) is Some and not code is Some | shop.find? shop.price? Ok?",
    "fails with QuoteError.Unknown | not shop.find(id) is Some and shop.find(id) is _ | shop.find? Err?",
];

#[test]
fn rust_method() {
    check(rust::rename(), RENAME);
}

#[test]
fn rust_function() {
    check(rust::vote(), VOTE);
}

/// The source of an example must give what was written by hand for it.
#[track_caller]
fn check_source(source: &str, name: &str, expected: &[&str]) {
    let facts = extract(Language::Rust, source);
    let mut shown = None;
    for item in &facts.items {
        let functions = item.facts.summary.functions.iter();
        let mut named = functions.filter(|function| function.signature.name == name);
        if let (Some(function), Some(body)) = (named.next(), &item.facts.body) {
            let behaviour = model::behaviour::exits(body, function.function);
            assert_eq!(behaviour.left_out, []);
            shown = Some(show::exits(body, &behaviour));
        }
    }
    assert_eq!(shown.unwrap_or_default(), expected);
}

#[test]
fn rust_sources() {
    let rename = include_str!("worked/sources/rename.rs");
    check_source(rename, "execute", RENAME);
    let vote = include_str!("worked/sources/vote.rs");
    check_source(vote, "vote", VOTE);
    let quote = include_str!("worked/sources/quote.rs");
    check_source(quote, "quote", QUOTE);
}
