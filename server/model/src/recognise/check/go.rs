//! Routers where Go keeps them: in fields, in closures, behind interfaces, in tables and loops.

use super::endpoints::check;

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
