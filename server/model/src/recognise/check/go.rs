//! Routers where Go keeps them: in fields, in closures, behind interfaces, in tables and loops.

use syntax::facts::TypeKind;

use super::endpoints::{check, guarded};
use super::workspace::Workspace;
use crate::{Endpoint, ParamSource};

#[test]
fn groups_given_on() {
    check(
        r#"
//- main.go
package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

type Settings struct{ Prefix, Path string }

type Server struct {
	api      *gin.RouterGroup
	settings Settings
}

type Handlers interface {
	Register(group *gin.RouterGroup)
}

type Users struct{ Base }

type Base struct{}

func (b *Base) RegisterBase(group *gin.RouterGroup) { group.GET("base", base) }

func (u *Users) Register(group *gin.RouterGroup) { group.GET("/users/:id", u.show) }

func (u *Users) show(c *gin.Context) {}

var all []Handlers

func main() {
	engine := gin.New()
	server := &Server{api: engine.Group("api")}
	server.routes()
	for _, each := range all {
		each.Register(engine.Group("/each"))
	}
	users := new(Users)
	register := func(group *gin.RouterGroup) {
		group.Handle(http.MethodPut, "/inside", inside)
		users.RegisterBase(group)
	}
	register(engine.Group("/closure"))
	engine.Group(server.settings.Prefix).GET("/unset", unset)
	engine.GET(server.settings.Path, nowhere)
}

func (s *Server) routes() { s.api.POST("field", field) }

func field(c *gin.Context)   {}
func base(c *gin.Context)    {}
func inside(c *gin.Context)  {}
func unset(c *gin.Context)   {}
func nowhere(c *gin.Context) {}
"#,
        &[
            "/api/field POST field",
            "/closure/base GET base",
            "/closure/inside PUT inside",
            "/each/users/{id} GET Users.show",
            "/unset GET unset",
            "? GET nowhere",
        ],
    );
}

#[test]
fn tables_of_routes() {
    check(
        r#"
//- main.go
package main

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"
)

type route struct {
	method, path string
	handler      echo.HandlerFunc
}

var routes = []route{
	{http.MethodGet, "/first", first},
	{method: "POST", path: "/second", handler: second},
}

func main() {
	e := echo.New()
	for _, each := range routes {
		e.Add(each.method, each.path, each.handler)
	}
	inner := []route{{method: "PUT", path: "/third", handler: third}}
	for _, each := range inner {
		e.Add(each.method, each.path, each.handler)
	}
	e.Group(fmt.Sprintf("/%s/v%d", "api", 2)).DELETE("/fourth", echo.WrapHandler(http.HandlerFunc(fourth)))
}

func first(c echo.Context) error  { return nil }
func second(c echo.Context) error { return nil }
func third(c echo.Context) error  { return nil }

func fourth(w http.ResponseWriter, r *http.Request) {}
"#,
        &[
            "/api/v2/fourth DELETE fourth",
            "/first GET first",
            "/second POST second",
            "/third PUT third",
        ],
    );
}

#[test]
fn names_of_blocks() {
    check(
        r#"
//- main.go
package main

import "github.com/gin-gonic/gin"

func main() {
	engine := gin.New()
	api := engine.Group("/api")
	{
		user := api.Group("/user")
		user.GET("", show)
		{
			user := user.Group("/keys")
			user.GET("", keys)
		}
		user.DELETE("", drop)
	}
	admin := engine.Group("/admin")
	{
		user := admin.Group("/user")
		{
			user.GET("", all)
			user.GET("/:id", func(c *gin.Context) { one(c) })
		}
	}
	api.GET("/last", func(user *gin.Context) { user.String(200, "") })
}

func show(c *gin.Context) {}
func keys(c *gin.Context) {}
func drop(c *gin.Context) {}
func all(c *gin.Context)  {}
func one(c *gin.Context)  {}
"#,
        &[
            "/admin/user GET all",
            "/admin/user/{id} GET GET /admin/user/{id}",
            "/api/last GET GET /api/last",
            "/api/user DELETE drop",
            "/api/user GET show",
            "/api/user/keys GET keys",
        ],
    );
}

#[test]
fn groups_by_condition() {
    check(
        r#"
//- main.go
package main

import "github.com/labstack/echo/v4"

func main() {
	e := echo.New()
	var tenants *echo.Group
	if several() {
		tenants = e.Group("/:tenant")
	} else {
		tenants = e.Group("")
	}
	tenants.GET("/users", list)
	admin := tenants.Group("/admin")
	admin.DELETE("/users", drop)
	next := e.Group("/first")
	next.GET("/one", list)
	next = e.Group("/second")
	next.GET("/two", list)
}

func several() bool { return true }

func list(c echo.Context) error { return nil }
func drop(c echo.Context) error { return nil }
"#,
        &[
            "/admin/users DELETE drop",
            "/first/one GET list",
            "/second/two GET list",
            "/users GET list",
            "/{tenant}/admin/users DELETE drop",
            "/{tenant}/users GET list",
        ],
    );
}

#[test]
fn groups_that_functions_give() {
    check(
        r#"
//- main.go
package main

import "github.com/labstack/echo/v4"

type Server struct {
	echo *echo.Echo
}

func main() {
	e := echo.New()
	api := group(e, "/api")
	api.GET("/users", list)
	server := &Server{echo: e}
	server.admin().DELETE("/users", drop)
}

func group(e *echo.Echo, prefix string) *echo.Group { return e.Group(prefix) }

func (s *Server) admin() *echo.Group {
	admin := s.echo.Group("/admin")
	admin.Use(check)
	return admin
}

func check(next echo.HandlerFunc) echo.HandlerFunc { return next }

func list(c echo.Context) error { return nil }
func drop(c echo.Context) error { return nil }
"#,
        &["/admin/users DELETE drop", "/api/users GET list"],
    );
}

#[test]
fn routers_around_groups() {
    check(
        r#"
//- main.go
package main

import "github.com/labstack/echo/v4"

type Handler func(c echo.Context) error

type Router struct {
	*echo.Group
}

func NewRouter(g *echo.Group) *Router { return &Router{Group: g} }

func (r *Router) SubGroup(prefix string, guards ...Handler) *Router {
	return NewRouter(r.Group.Group(prefix))
}

func (r *Router) GET(path string, h Handler, guards ...Handler) {
	r.Group.GET(path, wrap(h))
}

type Server struct{ echo *echo.Echo }

func main() {
	e := echo.New()
	s := &Server{echo: e}
	s.register()
}

func (s *Server) register() {
	r := NewRouter(s.echo.Group(""))
	r.GET("/", show)
	api := r.SubGroup("/api")
	{
		api.GET("/users", show)
		single := api.SubGroup("/single", show)
		single.GET("/:id", show)
	}
}

func wrap(h Handler) echo.HandlerFunc { return nil }

func show(c echo.Context) error { return nil }
"#,
        &[
            "/ GET show",
            "/api/single/{id} GET show",
            "/api/users GET show",
            "? GET wrap",
        ],
    );
}

#[test]
fn prefixes_of_settings() {
    check(
        r#"
//- main.go
package main

import (
	"net/url"

	"github.com/gin-gonic/gin"
)

var Config = struct {
	Server struct {
		RootPath string
		Port     int
	}
}{}

var Site *url.URL

type Settings struct {
	Base   string
	values map[string]string
}

func serve(settings *Settings, legacy bool) {
	engine := gin.New()
	engine.Group(Config.Server.RootPath).GET("/first", first)
	engine.Group(Site.Path + "/site").GET("/second", second)
	base := "/"
	if !legacy {
		base = settings.Base
	}
	engine.Group(base + "api").GET("/third", third)
	engine.Group(Config.Server.Host).GET("/fourth", fourth)
	engine.Group(Site.Host).GET("/fifth", fifth)
	path := settings.GetString("web.path")
	engine.Group(path).GET("/sixth", sixth)
	engine.Group(settings.GetString("web.other")).GET("/seventh", seventh)
}

func (s *Settings) GetString(name string) string { return s.values[name] }

func (s *Settings) SetDefault(name string, value any) {}

func defaults(settings *Settings) {
	settings.SetDefault("web.path", "/web")
	settings.SetDefault("web.port", 80)
}

func main() { serve(&Settings{}, true) }

func first(c *gin.Context)  {}
func second(c *gin.Context) {}
func third(c *gin.Context)  {}
func fourth(c *gin.Context) {}
func fifth(c *gin.Context)  {}
func sixth(c *gin.Context)  {}
func seventh(c *gin.Context) {}
"#,
        &[
            "/api/third GET third",
            "/first GET first",
            "/site/second GET second",
            "/web/sixth GET sixth",
            "? GET fifth",
            "? GET fourth",
            "? GET seventh",
        ],
    );
}

#[test]
fn packages_for_tests() {
    check(
        r#"
//- cmd/main.go
package main

import (
	"github.com/gin-gonic/gin"

	"./routes"
)

func main() { routes.Add(gin.New()) }
//- routes/routes.go
package routes

import "github.com/gin-gonic/gin"

func Add(engine *gin.Engine) { engine.GET("/served", served) }

func served(c *gin.Context) {}
//- routes/routes_test.go
package routes_test

import (
	"testing"

	"./fakes"
	"./routes"
)

func TestAdd(t *testing.T) { routes.Add(fakes.Engine()) }
//- fakes/fakes.go
package fakes

import (
	"github.com/gin-gonic/gin"

	"./fakes/deep"
)

func Engine() *gin.Engine {
	engine := gin.New()
	engine.GET("/faked", deep.Faked)
	return engine
}
//- fakes/deep/deep.go
package deep

import "github.com/gin-gonic/gin"

func Faked(c *gin.Context) {}

func Other() { gin.New().GET("/deep", Faked) }
//- unused/unused.go
package unused

import "github.com/gin-gonic/gin"

func Other() { gin.New().GET("/unused", nil) }
"#,
        &["/served GET served", "/unused GET GET /unused"],
    );
}

#[test]
fn values_that_pass_calls_on() {
    check(
        r#"
//- main.go
package main

import "github.com/gofiber/fiber/v2"

type Limited struct {
	name   string
	router fiber.Router
}

func NewLimited(router fiber.Router) *Limited { return &Limited{name: "x", router: router} }

func (l *Limited) Get(path string, handlers ...fiber.Handler) fiber.Router {
	return l.add(l.router.Get, path, handlers...)
}

func (l *Limited) Post(path string, handler fiber.Handler) fiber.Router {
	return l.router.Post(path, handler)
}

func (l *Limited) add(to func(string, ...fiber.Handler) fiber.Router, path string, handlers ...fiber.Handler) fiber.Router {
	return to(path, handlers...)
}

type Prefixed struct{ router fiber.Router }

func (p *Prefixed) Get(path string, handler fiber.Handler) { p.router.Get("/v1"+path, handler) }

func main() {
	app := fiber.New()
	users := NewLimited(app.Group("/users"))
	users.Get("/", list)
	users.Post("/:id", update)
	prefixed := &Prefixed{router: app}
	prefixed.Get("/not-told", other)
}

func list(c *fiber.Ctx) error   { return nil }
func update(c *fiber.Ctx) error { return nil }
func other(c *fiber.Ctx) error  { return nil }
"#,
        &[
            "/users/ GET list",
            "/users/{id} POST update",
            "? GET handler",
            "? POST handler",
        ],
    );
}

#[test]
fn methods_of_made_values() {
    check(
        r#"
//- main.go
package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

type Users struct{ name string }

func NewUsers(name string) *Users { return &Users{name: name} }

func (u *Users) Routes(r chi.Router) { r.Get("/", u.List) }

func (u *Users) List(w http.ResponseWriter, r *http.Request) {}

func (u *Users) Extra(r chi.Router) { r.Put("/extra", u.List) }

func main() {
	router := chi.NewRouter()
	router.Route("/users", NewUsers("x").Routes)
	router.Post("/users", NewUsers("y").List)
	new(Users).Extra(router)
}
"#,
        &[
            "/extra PUT Users.List",
            "/users POST Users.List",
            "/users/ GET Users.List",
        ],
    );
}

#[test]
fn groups_made_in_loops() {
    check(
        r#"
//- main.go
package main

import "github.com/labstack/echo/v4"

func main() {
	e := echo.New()
	for _, prefix := range []string{"/v1", "/v2"} {
		group := e.Group(prefix)
		group.GET("/users", list)
		inner := group.Group("/deep")
		inner.GET("/users", list)
	}
	register(e, []string{"/a", "/b"})
}

func register(e *echo.Echo, prefixes []string) {
	for _, prefix := range prefixes {
		routes(e.Group(prefix))
	}
}

func routes(group *echo.Group) { group.POST("/given", list) }

func list(c echo.Context) error { return nil }
"#,
        &[
            "/a/given POST list",
            "/b/given POST list",
            "/v1/deep/users GET list",
            "/v1/users GET list",
            "/v2/deep/users GET list",
            "/v2/users GET list",
        ],
    );
}

/// Parameters with their types, the status and what is answered, the errors.
fn facts(endpoint: &Endpoint) -> String {
    let named = |kind: &TypeKind| match kind {
        TypeKind::Named { path, .. } => path.to_string(),
        _ => "?".to_owned(),
    };
    let params: Vec<String> = endpoint
        .params
        .iter()
        .filter(|param| param.source != ParamSource::Request)
        .map(|param| {
            let ty = param.ty.as_ref().map(|ty| named(&ty.kind));
            format!(
                "{:?} {} {}",
                param.source,
                param.name,
                ty.unwrap_or_default()
            )
        })
        .collect();
    let response = endpoint.response.value().map(|ty| named(&ty.kind));
    format!(
        "{}: {} -> {:?} {} {:?}",
        endpoint.handler.name,
        params.join(", "),
        endpoint.status(),
        response.unwrap_or_default(),
        endpoint.error_statuses
    )
}

fn all_facts(fixture: &str) -> Vec<String> {
    let things = Workspace::of_text(fixture).things();
    things.endpoints.iter().map(facts).collect()
}

#[test]
fn what_handlers_read_and_answer() {
    let gin = r#"
//- main.go
package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

type CreateUser struct{ Name string }

type Filter struct{ Page int }

type User struct{ Name string }

func main() {
	engine := gin.New()
	engine.POST("/users/:id", create)
	engine.GET("/users", list)
}

func create(c *gin.Context) {
	var input CreateUser
	if err := c.ShouldBindJSON(&input); err != nil {
		c.AbortWithStatusJSON(http.StatusBadRequest, gin.H{"error": err.Error()})
		return
	}
	id := c.Param("id")
	user := User{Name: id}
	c.JSON(http.StatusCreated, user)
}

func list(c *gin.Context) {
	filter := &Filter{}
	if err := c.BindQuery(filter); err != nil {
		c.JSON(422, gin.H{})
		return
	}
	c.JSON(http.StatusOK, gin.H{"sort": c.Query("sort")})
}
"#;
    assert_eq!(
        all_facts(gin),
        [
            "create: Body body CreateUser, Path id  -> Some(201) User [400]",
            "list: Query query Filter, Query sort  -> Some(200)  [422]",
        ]
    );
    let echo = r#"
//- main.go
package main

import "github.com/labstack/echo/v4"

type User struct{ Name string }

func main() {
	e := echo.New()
	e.PUT("/users/:id", update)
	e.DELETE("/users/:id", remove)
}

func update(c echo.Context) error {
	input := new(User)
	if err := c.Bind(input); err != nil {
		return echo.NewHTTPError(400, "no")
	}
	if input.Name == "" {
		return missing("no name")
	}
	return c.JSON(200, User{Name: c.Param("id")})
}

func missing(text string) error {
	return echo.NewHTTPError(404, text)
}

func remove(c echo.Context) error {
	return c.NoContent(204)
}
"#;
    assert_eq!(
        all_facts(echo),
        [
            "update: Body body User, Path id  -> Some(200) User [400, 404]",
            "remove: Path id  -> Some(204)  []",
        ]
    );
    let fiber = r#"
//- main.go
package main

import "github.com/gofiber/fiber/v2"

type User struct{ Name string }

func main() {
	app := fiber.New()
	app.Post("/users", create)
	app.Get("/users/:id", show)
}

func create(c *fiber.Ctx) error {
	var user User
	if err := c.BodyParser(&user); err != nil {
		return c.Status(fiber.StatusBadRequest).JSON(fiber.Map{"error": "no"})
	}
	return c.Status(201).JSON(user)
}

func show(c *fiber.Ctx) error {
	user := User{Name: c.Params("id")}
	return c.JSON(&user)
}
"#;
    assert_eq!(
        all_facts(fiber),
        [
            "create: Body body User -> Some(201) User [400]",
            "show: Path id  -> Some(200) User []",
        ]
    );
}

#[test]
fn what_refuses_for_other_reasons() {
    let things = Workspace::of_text(
        r#"
//- main.go
package main

import "github.com/gin-gonic/gin"

func main() {
	engine := gin.New()
	engine.GET("/open", originGuard(), open)
	engine.GET("/closed", mustUser, closed)
}

func originGuard() gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.GetHeader("Origin") != "" {
			c.AbortWithStatus(403)
		}
	}
}

func mustUser(c *gin.Context) {
	if c.GetHeader("X-User") == "" {
		c.AbortWithStatus(401)
	}
}

func open(c *gin.Context) {}

func closed(c *gin.Context) {}
"#,
    )
    .things();
    assert_eq!(guarded(&things), ["closed mustUser", "open -"]);
}

#[test]
fn a_router_that_a_function_gives_whose_name_a_function_inside_has_too() {
    check(
        r#"
//- go.mod
module example.com/shop
//- main.go
package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

func routes() http.Handler {
	r := chi.NewRouter()
	r.Get("/", list)
	r.Route("/{id}", func(r chi.Router) {
		r.Get("/", show)
	})
	return r
}

func main() {
	r := chi.NewRouter()
	r.Mount("/items", routes())
	http.ListenAndServe(":80", r)
}

func list(w http.ResponseWriter, r *http.Request) {}

func show(w http.ResponseWriter, r *http.Request) {}
"#,
        &["/items/ GET list", "/items/{id}/ GET show"],
    );
}
