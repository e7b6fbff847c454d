//! Django projects: lists of URLs, views of all kinds, REST framework routers.

use super::endpoints::{check, guarded};
use super::workspace::Workspace;
use crate::Known;

#[test]
fn lists_and_what_they_include() {
    check(
        r#"
//- manage.py
//- config/__init__.py
//- config/settings.py
ROOT_URLCONF = "config.urls"

//- config/urls.py
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path, re_path
from shop import views
import blog.urls

api_patterns = [
    path("health/", views.health),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", views.index, name="index"),
    path("shop/", include("shop.urls")),
    path("namespaced/", include(("shop.urls", "again"), namespace="again")),
    path("api/", include(api_patterns)),
    path("tuple/", include((api_patterns, "api"))),
    path("inline/", include([path("x/", views.health)])),
    path("blog/", include(blog.urls)),
    re_path(r"^legacy/(?P<year>[0-9]{4})/(\d+)/$", views.legacy),
    re_path(r"^nested/", include("blog.urls")),
    path("gone/", include("shop.missing")),
    path("library/", include("debug_toolbar.urls")),
] + i18n_patterns(
    path("about/", views.about),
    prefix_default_language=False,
) + static(settings.MEDIA_URL)

urlpatterns += [path("more/", views.more)]
urlpatterns.append(path("appended/", views.more))

if settings.DEBUG:
    urlpatterns = [*api_patterns, path("first/", views.more)] + urlpatterns

//- shop/__init__.py
//- shop/views.py
from django.views.decorators.http import require_http_methods, require_POST, require_GET
def index(request): ...
def health(request): ...
def legacy(request, year): ...
def about(request): ...
def more(request): ...
@require_http_methods(["GET", "POST"])
def form(request): ...
@require_POST
def post(request): ...

//- shop/urls.py
from django.urls import path
from django.views.decorators.http import require_GET
from . import views
app_name = "shop"
urlpatterns = [
    path("<int:pk>/form/", views.form),
    path("<slug>/post", views.post),
    path("wrapped/", require_GET(views.more)),
]

//- blog/__init__.py
//- blog/urls.py
from django.urls import path
from . import views
from django.conf import settings
prefix = ""
if settings.PREFIX:
    prefix = settings.PREFIX + "/"
urlpatterns = (path(f"{prefix}", views.posts),)
//- blog/views.py
def posts(request): ...
//- lost/__init__.py
//- lost/urls.py
from django.urls import path
from blog import views
urlpatterns = [path("lost/", views.posts)]
"#,
        &[
            "/ ANY index",
            "/about/ ANY about",
            "/api/health/ ANY health",
            "/appended/ ANY more",
            "/blog/ ANY posts",
            "/first/ ANY more",
            "/health/ ANY health",
            "/inline/x/ ANY health",
            "/legacy/{year}/{arg1}/ ANY legacy",
            "/more/ ANY more",
            "/namespaced/wrapped/ GET more",
            "/namespaced/{pk}/form/ GET form",
            "/namespaced/{pk}/form/ POST form",
            "/namespaced/{slug}/post POST post",
            "/nested/ ANY posts",
            "/shop/wrapped/ GET more",
            "/shop/{pk}/form/ GET form",
            "/shop/{pk}/form/ POST form",
            "/shop/{slug}/post POST post",
            "/tuple/health/ ANY health",
            "? ANY posts",
        ],
    );
}

const REST: &str = r#"
//- manage.py
//- config/__init__.py
//- config/settings/__init__.py
//- config/settings/base.py
ROOT_URLCONF = "config.urls"
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}

//- config/urls.py
from django.urls import include, path
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from rest_framework.routers import DefaultRouter, SimpleRouter
from rest_framework_nested import routers
from rest_framework_simplejwt.views import TokenObtainPairView
from shop import views

router = DefaultRouter()
router.register(r"users", views.UserViewSet, basename="user")
router.register("tags", views.TagViewSet)
plain = SimpleRouter(trailing_slash=False)
plain.register("", views.ReadViewSet)
nested = routers.NestedDefaultRouter(router, r"users", lookup="user")
nested.register("orders", views.OrderViewSet)
deep = routers.NestedSimpleRouter(nested, "orders", lookup="order")
deep.register("lines", views.TagViewSet)

urlpatterns = [
    path("api/", include(router.urls)),
    path("api/", include(nested.urls)),
    path("api/", include(deep.urls)),
    path("plain/", include(plain.urls)),
    path("items/", views.ItemList.as_view()),
    path("items/<int:pk>/", views.ItemDetail.as_view(http_method_names=["get"])),
    path("view/", views.Plain.as_view()),
    path("page/", views.Page.as_view()),
    path("wrapped/", login_required(views.Page.as_view())),
    path("create/", views.Create.as_view()),
    path("function/", views.function),
    path("open/", views.open_function),
    path("login/", auth_views.LoginView.as_view()),
    path("token/", TokenObtainPairView.as_view()),
    path("mapped/", views.UserViewSet.as_view({"get": "list", "post": "promote"})),
]
urlpatterns += router.urls

//- shop/__init__.py
//- shop/views.py
from django.contrib.auth.mixins import LoginRequiredMixin
from django.views import View
from django.views.generic import CreateView, ListView
from rest_framework import generics, mixins, viewsets
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.permissions import AllowAny, IsAdminUser, IsAuthenticatedOrReadOnly
from rest_framework.views import APIView

class UserViewSet(viewsets.ModelViewSet):
    lookup_field = "uuid"
    http_names = []
    def create(self, request): ...
    @action(detail=True, methods=["post", "delete"], url_path="password", permission_classes=[AllowAny])
    def set_password(self, request, uuid=None): ...
    @set_password.mapping.put
    def replace_password(self, request, uuid=None): ...
    @action(detail=False)
    def promote(self, request): ...

class TagViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    permission_classes = [AllowAny]

class ReadViewSet(viewsets.ReadOnlyModelViewSet):
    permission_classes = (IsAuthenticatedOrReadOnly,)

class OrderViewSet(viewsets.ViewSet):
    permission_classes = [IsAdminUser]
    def list(self, request, user_uuid=None): ...
    def retrieve(self, request, pk=None, user_uuid=None): ...

class ItemList(generics.ListCreateAPIView):
    permission_classes = [IsAuthenticatedOrReadOnly]

class ItemDetail(generics.RetrieveUpdateDestroyAPIView):
    http_method_names = ["get", "delete"]

class Plain(APIView):
    permission_classes = []
    def get(self, request): ...
    def post(self, request): ...

class Page(View):
    def get(self, request): ...

class Create(LoginRequiredMixin, CreateView): ...

@api_view(["GET", "POST"])
def function(request): ...

@api_view()
@permission_classes([AllowAny])
def open_function(request): ...
"#;

#[test]
fn rest_framework() {
    let api = |prefix: &str| {
        [
            "tags/ GET TagViewSet",
            "users/ GET UserViewSet",
            "users/ POST UserViewSet.create",
            "users/promote/ GET UserViewSet.promote",
            "users/{uuid}/ DELETE UserViewSet",
            "users/{uuid}/ GET UserViewSet",
            "users/{uuid}/ PATCH UserViewSet",
            "users/{uuid}/ PUT UserViewSet",
            "users/{uuid}/password/ DELETE UserViewSet.set_password",
            "users/{uuid}/password/ POST UserViewSet.set_password",
            "users/{uuid}/password/ PUT UserViewSet.replace_password",
        ]
        .map(|row| format!("{prefix}{row}"))
    };
    let other = [
        "/api/users/{user_uuid}/orders/ GET OrderViewSet.list",
        "/api/users/{user_uuid}/orders/{order_pk}/lines/ GET TagViewSet",
        "/api/users/{user_uuid}/orders/{pk}/ GET OrderViewSet.retrieve",
        "/create/ GET Create",
        "/create/ POST Create",
        "/create/ PUT Create",
        "/function/ GET function",
        "/function/ POST function",
        "/items/ GET ItemList",
        "/items/ POST ItemList",
        "/items/{pk}/ DELETE ItemDetail",
        "/items/{pk}/ GET ItemDetail",
        "/login/ GET django.contrib.auth.views.LoginView",
        "/login/ POST django.contrib.auth.views.LoginView",
        "/login/ PUT django.contrib.auth.views.LoginView",
        "/mapped/ GET UserViewSet",
        "/mapped/ POST UserViewSet.promote",
        "/open/ GET open_function",
        "/page/ GET Page.get",
        "/plain/ GET ReadViewSet",
        "/plain/{pk} GET ReadViewSet",
        "/token/ POST rest_framework_simplejwt.views.TokenObtainPairView",
        "/view/ GET Plain.get",
        "/view/ POST Plain.post",
        "/wrapped/ GET Page.get",
    ];
    let mut expected: Vec<String> = other.map(String::from).to_vec();
    expected.extend(api("/api/"));
    expected.extend(api("/"));
    expected.sort();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(REST, &expected);
}

#[test]
fn permissions() {
    let workspace = Workspace::of_text(REST);
    let things = workspace.things();
    let auth = |method: &str, path: &str| {
        let found = things.endpoints.iter().find(|endpoint| {
            endpoint.method == method && endpoint.path.value().is_some_and(|own| own == path)
        });
        match &found.expect("the endpoint is found").auth {
            Known::Is(_) => Some(true),
            Known::Absent => Some(false),
            Known::Unknown(_) => None,
        }
    };
    for (method, path, expected) in [
        ("GET", "/api/users/", Some(true)),
        ("POST", "/api/users/{uuid}/password/", Some(false)),
        ("GET", "/api/tags/", Some(false)),
        ("GET", "/items/", Some(false)),
        ("POST", "/items/", Some(true)),
        ("GET", "/items/{pk}/", Some(true)),
        ("GET", "/view/", Some(false)),
        ("GET", "/page/", Some(false)),
        ("GET", "/wrapped/", Some(true)),
        ("POST", "/create/", Some(true)),
        ("POST", "/function/", Some(true)),
        ("GET", "/open/", Some(false)),
    ] {
        assert_eq!(auth(method, path), expected, "{method} {path}");
    }
}

#[test]
fn ninja() {
    check(
        r#"
//- manage.py
//- config/__init__.py
//- config/settings.py
ROOT_URLCONF = "config.urls"
//- config/urls.py
from django.urls import path
from ninja import NinjaAPI
from events.api import router as events

api = NinjaAPI(version="1")
api.add_router("/events/", events)
api.add_router("named", "events.api.named")

@api.get("/hello")
def hello(request): ...

urlpatterns = [path("api/", api.urls)]
//- events/__init__.py
//- events/api.py
from ninja import Router
router = Router()
named = Router()

@router.get("/{int:event_id}")
def one(request, event_id: int): ...

@router.api_operation(["POST", "PATCH"], "/many")
def many(request): ...

@named.delete("/x")
def remove(request): ...
"#,
        &[
            "/api/events/many PATCH many",
            "/api/events/many POST many",
            "/api/events/{event_id} GET one",
            "/api/hello GET hello",
            "/api/named/x DELETE remove",
        ],
    );
}

#[test]
fn middlewares_of_the_settings() {
    let auth = |middleware: &str| {
        let workspace = Workspace::of_text(&format!(
            r#"
//- manage.py
//- config/__init__.py
//- config/settings.py
ROOT_URLCONF = "config.urls"
MIDDLEWARE = ["django.contrib.auth.middleware.AuthenticationMiddleware", "{middleware}"]
//- config/middleware.py
from django.http import HttpResponse
class Timing:
    def __call__(self, request):
        return self.get_response(request)
class Door:
    def __call__(self, request):
        if request.path != "/open/":
            return HttpResponse(status=403)
        return self.get_response(request)
//- config/urls.py
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from rest_framework.permissions import BasePermission
from rest_framework.views import APIView
def plain(request): ...
@login_not_required
def free(request): ...
class Own(BasePermission): ...
class View(APIView):
    permission_classes = [Own]
    def get(self, request): ...
urlpatterns = [path("a/", free), path("b/", plain), path("c/", View.as_view())]
"#
        ));
        let things = workspace.things();
        let mut found: Vec<String> = things
            .endpoints
            .iter()
            .map(|endpoint| {
                let auth = match &endpoint.auth {
                    Known::Is(_) => "yes",
                    Known::Absent => "no",
                    Known::Unknown(_) => "?",
                };
                format!("{} {auth}", endpoint.handler.name)
            })
            .collect();
        found.sort();
        found
    };
    let required = "django.contrib.auth.middleware.LoginRequiredMiddleware";
    assert_eq!(auth(required), ["View.get yes", "free no", "plain yes"]);
    assert_eq!(
        auth("config.middleware.Door"),
        ["View.get ?", "free no", "plain ?"]
    );
    assert_eq!(
        auth("config.middleware.Timing"),
        ["View.get ?", "free no", "plain no"]
    );
    assert_eq!(
        auth("allauth.account.middleware.AccountMiddleware"),
        ["View.get ?", "free no", "plain no"]
    );
    assert_eq!(
        auth("library.LoginMiddleware"),
        ["View.get ?", "free no", "plain ?"]
    );
}

#[test]
fn what_classes_of_libraries_answer() {
    let workspace = Workspace::of_text(
        r#"
//- manage.py
//- __init__.py
//- config/__init__.py
//- config/settings.py
ROOT_URLCONF = "config.urls"
//- config/urls.py
from django.urls import include, path
from django.views.static import serve
from drf_yasg.views import get_schema_view
from library.views import Login
schema = get_schema_view()
urlpatterns = [
    path("users/", include("users.urls")),
    path("static/<path>", serve),
    path("login/", Login.as_view()),
    path("docs/", schema.with_ui("swagger")),
]
//- users/__init__.py
//- users/urls.py
from django.urls import path
from rest_framework.routers import SimpleRouter
from .views import ListAPIView, Listed, Mixed, Own, Users
router = SimpleRouter()
router.register("set", Users)
urlpatterns = [
    path("", Listed.as_view()),
    path("own/", Own.as_view()),
    path("same/", ListAPIView.as_view()),
    path("mixed/", Mixed.as_view()),
] + router.urls
//- users/views.py
from django.contrib.auth.mixins import LoginRequiredMixin
from django.views import View
from rest_framework.generics import ListAPIView, ListCreateAPIView
from rest_framework.viewsets import ModelViewSet
from library.views import Login
class Users(ModelViewSet):
    def destroy(self, request, pk=None):
        return super().destroy(request, pk)
class Listed(ListCreateAPIView): ...
class ListAPIView(ListAPIView): ...
class Own(Login): ...
class Mixin:
    def delete(self, request): ...
class Mixed(LoginRequiredMixin, Mixin, View): ...
"#,
    );
    let things = workspace.things();
    let mut rows: Vec<String> = things
        .endpoints
        .iter()
        .map(|endpoint| {
            let path = endpoint.path.value().map_or("?", |path| path.as_str());
            format!("{path} {} {:?}", endpoint.method, endpoint.status())
        })
        .collect();
    rows.sort();
    assert_eq!(
        rows,
        [
            "/docs/ GET Some(200)",
            "/users/ GET Some(200)",
            "/users/ POST Some(201)",
            "/users/mixed/ DELETE Some(200)",
            "/users/same/ GET Some(200)",
            "/users/set/ GET Some(200)",
            "/users/set/ POST Some(201)",
            "/users/set/{pk}/ DELETE Some(204)",
            "/users/set/{pk}/ GET Some(200)",
            "/users/set/{pk}/ PATCH Some(200)",
            "/users/set/{pk}/ PUT Some(200)",
        ]
    );
    let mut reasons: Vec<&str> = things
        .unresolved
        .iter()
        .map(|spot| spot.why.as_str())
        .collect();
    reasons.dedup();
    assert_eq!(
        reasons,
        ["what `library.views.Login` answers is not in the workspace"]
    );
}

#[test]
fn prefixes_by_language_deep_lists_and_permissions() {
    let project = r#"
//- config/settings.py
ROOT_URLCONF = "config.urls"
//- config/urls.py
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter
from library import views as library
from config.views import Both, Either, Page, Set
router = SimpleRouter()
router.register("set", Set)
urlpatterns = i18n_patterns(
    path("page/", Page.as_view()),
) + [
    re_path(r"^api/", include([
        re_path("^a/", include([
            re_path("^b/", include([path("c/", Both.as_view()), path("d/", Either.as_view())])),
        ])),
        *router.urls,
    ])),
    path("login/", library.login),
    re_path(r".*", Page.as_view()),
]
//- config/views.py
from django.views import View
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, BasePermission, IsAdminUser, IsAuthenticated
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet
class Page(View):
    def get(self, request): ...
class Own(BasePermission): ...
class Both(APIView):
    permission_classes = [IsAuthenticated & Own]
    def get(self, request): ...
class Either(APIView):
    permission_classes = [IsAdminUser | AllowAny]
    def get(self, request): ...
class Set(ViewSet):
    permission_classes = [IsAdminUser | IsAuthenticated]
    @action(detail=True, url_path=r"versions/(?P<version>\d+)")
    def version(self, request, pk, version): ...
"#;
    check(
        project,
        &[
            "/.* GET Page.get",
            "/api/a/b/c/ GET Both.get",
            "/api/a/b/d/ GET Either.get",
            "/api/set/{pk}/versions/{version}/ GET Set.version",
            "/{language}/page/ GET Page.get",
        ],
    );
    let things = Workspace::of_text(project).things();
    assert_eq!(
        guarded(&things),
        [
            "Both.get IsAuthenticated",
            "Either.get -",
            "Page.get -",
            "Page.get -",
            "Set.version IsAdminUser"
        ]
    );
    let reasons: Vec<&str> = things
        .unresolved
        .iter()
        .map(|spot| spot.why.as_str())
        .collect();
    assert_eq!(
        reasons,
        ["what `library.views.login` answers is not in the workspace"]
    );
}

#[test]
fn resources_below_groups_and_of_other_libraries() {
    let project = r#"
//- manage.py
//- config/__init__.py
//- config/settings.py
ROOT_URLCONF = "config.urls"

//- config/urls.py
from django.urls import include, path
from rest_framework import routers
from shop.views import JobViewSet, ReportViewSet

router = routers.DefaultRouter(trailing_slash=False)
router.register(r"jobs/(?P<job_id>\d+)/report", ReportViewSet, basename="report")
router.register(r"jobs", JobViewSet, basename="jobs")
urlpatterns = [path("", include(router.urls))]

//- shop/__init__.py
//- shop/views.py
from company.viewsets import ReadAndDeleteOnlyViewSet
from rest_framework import viewsets
from rest_framework.decorators import action

class ReportViewSet(viewsets.GenericViewSet):
    def list(self, request, job_id): ...

    @action(detail=False, methods=["patch"])
    def kill(self, request, job_id): ...

class JobViewSet(ReadAndDeleteOnlyViewSet):
    def create(self, request): ...

    @action(detail=True, methods=["post"])
    def rescan(self, request, pk=None): ...
"#;
    check(
        project,
        &[
            "/jobs POST JobViewSet.create",
            "/jobs/{job_id}/report GET ReportViewSet.list",
            "/jobs/{job_id}/report/kill PATCH ReportViewSet.kill",
            "/jobs/{pk}/rescan POST JobViewSet.rescan",
        ],
    );
    let things = Workspace::of_text(project).things();
    let why: Vec<&str> = things
        .unresolved
        .iter()
        .map(|spot| spot.why.as_str())
        .collect();
    assert_eq!(
        why,
        ["what `company.viewsets.ReadAndDeleteOnlyViewSet` answers is not in the workspace"]
    );
}
