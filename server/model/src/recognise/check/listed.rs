//! Registrations by methods of values that a loop gives, and by functions that a container calls.

use super::endpoints::check;

#[test]
fn values_in_lists() {
    check(
        r#"
//- main.go
package main

import "github.com/gin-gonic/gin"

type Router interface{ Register(g *gin.RouterGroup) }
type Enroller interface{ Enroll(g *gin.RouterGroup) }
type Mounter interface{ Mount(g *gin.RouterGroup) }
type Setter interface{ Setup(g *gin.RouterGroup) }
type Other interface{ Setup(g *gin.Engine) }

type Users struct{}
type Orders struct{ service Service }
type Carts struct{}
type Unused struct{}
type Invoices struct{}
type Files struct{}
type Groups struct{}
type Service struct{}

func (Users) Register(g *gin.RouterGroup)     { g.GET("/users", show) }
func (*Orders) Register(g *gin.RouterGroup)   { g.GET("/orders", show) }
func (*Carts) Register(g *gin.RouterGroup)    { g.GET("/carts", show) }
func (*Unused) Register(g *gin.RouterGroup)   { g.GET("/unused", show) }
func (*Invoices) Enroll(g *gin.RouterGroup)   { g.GET("/invoices", show) }
func (*Files) Mount(g *gin.RouterGroup)       { g.GET("/files", show) }
func (*Groups) Setup(g *gin.RouterGroup)      { g.GET("/groups", show) }

func NewCarts() *Carts { return &Carts{} }

func all() []Enroller { return []Enroller{&Invoices{}} }

var enrollers = all()

func mounters() []Mounter {
	var list []Mounter
	list = append(list, &Files{})
	return list
}

func setup(g *gin.RouterGroup, setters ...Setter) {
	for _, each := range setters {
		each.Setup(g)
	}
}

func main() {
	engine := gin.New()
	api := engine.Group("/api")
	list := []Router{Users{}, NewCarts()}
	for _, each := range list {
		each.Register(api)
	}
	for _, each := range []Router{&Orders{service: Service{}}} {
		each.Register(api.Group("/v2"))
	}
	for _, each := range enrollers {
		each.Enroll(api)
	}
	many := mounters()
	for i := range many {
		many[i].Mount(api)
	}
	setup(api, &Groups{})
	others(engine)
	_ = Unused{}
}

func others(engine *gin.Engine, given ...Other) {
	for _, each := range given {
		each.Setup(engine)
	}
}

func show(c *gin.Context) {}
"#,
        &[
            "/api/carts GET show",
            "/api/files GET show",
            "/api/groups GET show",
            "/api/invoices GET show",
            "/api/users GET show",
            "/api/v2/orders GET show",
            "? GET show",
        ],
    );
}

#[test]
fn functions_that_a_container_calls() {
    check(
        r#"
//- main.go
package main

import (
	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
	"go.uber.org/fx"
)

var Module = fx.Options(
	fx.Provide(newEngine, newGroup, NewUsers, echo.New),
	fx.Invoke(Register),
)

func newEngine() (*gin.Engine, error) {
	engine := gin.Default()
	engine.GET("/health", show)
	return engine, nil
}

func newGroup(engine *gin.Engine) *gin.RouterGroup { return engine.Group("/api") }

type Users struct{}

func NewUsers() *Users { return &Users{} }

func Register(group *gin.RouterGroup, users *Users) { group.GET("/users", users.List) }

func (u *Users) List(c *gin.Context) {}

func NotCalled(group *gin.RouterGroup) { group.GET("/none", show) }

func main() {
	fx.New(Module, fx.Invoke(func(server *echo.Echo) {
		server.GET("/ping", ping)
	})).Run()
}

func show(c *gin.Context)       {}
func ping(c echo.Context) error { return nil }
"#,
        &[
            "/api/users GET Users.List",
            "/health GET show",
            "/ping GET ping",
            "? GET show",
        ],
    );
}

#[test]
fn functions_that_give_several_values_to_a_container() {
    check(
        r#"
//- main.go
package main

import (
	"github.com/gin-gonic/gin"
	"go.uber.org/fx"
)

func main() {
	fx.New(fx.Provide(newEngine), fx.Invoke(Register, Health)).Run()
}

func newEngine() (engine *gin.Engine, endpoint *gin.RouterGroup) {
	engine = gin.New()
	engine.Use(gin.Recovery())
	endpoint = engine.Group("/api")
	return
}

func Register(group *gin.RouterGroup) { group.GET("/users", show) }

func Health(engine *gin.Engine) { engine.GET("/health", show) }

func show(c *gin.Context) {}
"#,
        &["/api/users GET show", "/health GET show"],
    );
}
