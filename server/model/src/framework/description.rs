//! The form of a framework description: what a `.toml` may say; it never knows what any of them says.

use std::collections::BTreeMap;

use serde::Deserialize;
use syntax::facts::Name;

use super::role::Role;
use crate::things::{EndpointKind, ParamSource};

/// One description file. Classes and functions are named by the path they are imported from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Description {
    /// Import roots whose presence shows that a project uses this.
    pub modules: Vec<Name>,
    /// Descriptions whose routes, mounts and error handlers the routers of this one have, too.
    pub extends: Vec<Name>,
    pub path: Option<PathSyntax>,
    pub routers: Vec<RouterClass>,
    pub routes: Vec<RouteForm>,
    pub mounts: Vec<MountForm>,
    pub prefixes: Vec<PrefixForm>,
    pub versions: Vec<VersionForm>,
    pub modules_of_parts: Vec<ModuleForm>,
    pub loaders: Vec<LoaderForm>,
    pub served: Vec<ServedForm>,
    pub containers: Vec<ContainerForm>,
    pub folders: Vec<FolderForm>,
    pub middlewares: Vec<MiddlewareForm>,
    pub method_values: Vec<MethodValue>,
    pub only: OnlyForms,
    pub method_marks: Vec<MethodMark>,
    pub lists: ListForms,
    pub resources: Vec<ResourceClass>,
    pub provided: Vec<ProvidedMethods>,
    pub handler_classes: Vec<HandlerClass>,
    pub view_classes: Vec<ViewClass>,
    pub parameters: Parameters,
    pub guards: Vec<GuardClass>,
    /// Import roots of libraries that stand before handlers and let everybody through.
    pub open: Vec<Name>,
    /// Settings that list classes by their path, each of which stands before all handlers.
    pub middleware_settings: Vec<Name>,
    /// Decorators of handlers that those classes let everybody through to.
    pub open_marks: Vec<Name>,
    /// Handlers of libraries that serve files or pages about the application: no endpoints of it.
    pub left_out: Vec<Name>,
    pub errors: Vec<ErrorForm>,
    pub aborts: Vec<AbortForm>,
    pub error_handlers: Vec<ErrorHandlerForm>,
    pub answer_marks: Vec<AnswerMark>,
    pub responses: Vec<ResponseClass>,
    pub clients: Vec<ClientClass>,
    pub types: TypeTable,
    pub schemas: Vec<SchemaClass>,
    pub records: Vec<RecordForm>,
    pub models: Vec<ModelForm>,
    pub sessions: Vec<SessionClass>,
    pub defaults: Vec<DefaultForm>,
    pub field_defaults: Vec<FieldDefault>,
    pub settings: Vec<SettingForm>,
    /// Functions that make one decorator of those they are given.
    pub combiners: Vec<Name>,
    /// Functions that put their arguments into a format with `%s` and the like.
    pub formats: Vec<Name>,
    /// Texts of a library's constants, by their full path.
    pub constants: BTreeMap<Name, Name>,
    pub tests: TestForms,
}

/// How a path writes its parameters, shown with one called `name` and, where it may have one, its converter:
/// `{name:converter}`, `:name`, `*name`. A name that nothing closes goes on while letters, digits and `_` do.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathSyntax {
    pub parameter: Name,
    /// Other ways to write one in the same path.
    #[serde(default)]
    pub also: Vec<Name>,
    #[serde(default)]
    pub join: Join,
    /// Whether a slash at the end makes another path; where it does not, it is left out.
    #[serde(default = "yes")]
    pub slash_at_end: bool,
    /// What stands before a version, which is put in front of the whole path; a `v` of the version's own counts
    /// once.
    #[serde(default)]
    pub version_prefix: Name,
}

fn yes() -> bool {
    true
}

/// How a prefix and what follows it make a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Join {
    /// As they are written.
    #[default]
    Plain,
    /// With one slash between them, where both are there.
    Slash,
    /// The same, and a slash alone behind a prefix adds nothing.
    Nested,
}

/// A class whose values hold routes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RouterClass {
    /// The class, functions that make a value of it (`gin.Default`), and the type's name where parameters are
    /// annotated with it. Forms refer to the router by any of these.
    pub class: Vec<Name>,
    /// Decorators that make a class a router whose methods are the handlers; `prefix` and `guards` are the
    /// decorator's arguments.
    pub decorator: Vec<Name>,
    /// Methods that give the router itself: `router.routes()`.
    pub itself: Vec<Name>,
    /// Methods that give it as the first of several values: `let (router, api) = router.split_for_parts()`.
    pub first_of: Vec<Name>,
    /// Of a class that a decorator makes a router: it is a part of each application of this class that is made
    /// with a module which names it.
    pub part_of: Name,
    /// Of an application: the module it is made with.
    pub module: Role,
    /// Or the routers themselves that are its parts, as a list; where that names none, all are.
    pub parts: Role,
    /// The call that makes one need not be bound: `useServer(app, { controllers })`.
    pub unbound: bool,
    /// Methods by which an application begins to take requests; where one does, those that never do have no routes.
    pub started_by: Vec<Name>,
    /// Versions of its routes where a call puts them into paths; see [`VersionForm`].
    pub path_version: Role,
    /// So do all its other methods but those in `without`: `App::new().app_data(x).service(y)`.
    pub builder: bool,
    pub without: Vec<Name>,
    /// Requests arrive here without being mounted.
    pub root: bool,
    /// But not where nothing calls the function that makes it: such a router is mounted by something unknown.
    pub needs_caller: bool,
    pub prefix: Role,
    /// A router that is nested in another one's resource.
    pub nested: Option<NestedRouter>,
    /// An argument or field that is false where paths have no slash at the end.
    pub trailing_slash: Name,
    /// Where no prefix is given, it is a slash and this text.
    pub default_prefix: Role,
    /// Routers given at construction that are mounted below this one: `group(users, orders)`.
    pub children: Role,
    pub version: Role,
    pub version_prefix: Role,
    /// A router given at construction below which this one is: `Api(app)`.
    pub below: Role,
    /// A list of routes given at construction.
    pub routes: Role,
    pub guards: Role,
    pub in_schema: Role,
    pub response_class: Role,
    /// As in [`RouteForm::answers`], of all its routes.
    pub answers: Role,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// A decorator that is a method of a router; what it decorates is the handler.
    #[default]
    Decorator,
    /// A call of a router's method.
    Call,
    /// A value of a class, in a list of routes.
    Value,
    /// A keyword of a router's constructor.
    Constructor,
    /// A decorator that belongs to no router (`@Get("/x")`, `#[get("/x")]`). On a method it is a route of the
    /// class, if that is a router; on a function a route of whatever router the function is mounted on.
    Mark,
    /// A call of a function of the library, which has one router for all (`http.HandleFunc`): the first class
    /// of the description's routers that is a root.
    Function,
}

/// A router whose routes lie below one element of another router's resource.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NestedRouter {
    pub parent: Role,
    /// The path of the resource on the parent.
    pub path: Role,
    /// The name of the parameter; `_` and the name of the resource's own are put behind it.
    pub lookup: Role,
}

/// A way to register a handler.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RouteForm {
    pub form: Form,
    /// Method of the router to HTTP method; empty where `methods` or the handler tells it. Of a mark or a
    /// function the full path to the HTTP method.
    pub names: BTreeMap<Name, Name>,
    pub class: Vec<Name>,
    /// Classes of the routers that have this form, by one of their `class` each; empty for all of the
    /// description's and of those that extend it.
    pub on: Vec<Name>,
    pub kind: Option<EndpointKind>,
    /// Several arguments, or a list, register the handler at each path. Without the role, or where nothing is
    /// given, it is the router's own path.
    pub path: Role,
    /// Decorators of a class that give the path of a handler which has a parameter of that class.
    pub path_at: Vec<Name>,
    /// The path is a regular expression with named groups.
    pub regex: bool,
    /// The same is answered at the path with a slash at the end, or without one, as well.
    pub either_slash: bool,
    /// The handler is a class whose methods answer below the path.
    pub resource: bool,
    /// A name may stand before the path: where the first two arguments are texts, the second one is it.
    pub named_path: bool,
    /// The path begins with the HTTP method: `"GET /users"`.
    pub method_in_path: bool,
    pub handler: Role,
    pub methods: Role,
    pub default_methods: Vec<Name>,
    pub version: Role,
    pub version_prefix: Role,
    /// What asks before the handler; each of the arguments, or of the items of a list.
    pub guards: Role,
    pub response: Role,
    pub status: Role,
    /// Decorators of the handler that take the status of success first.
    pub status_marks: Vec<Name>,
    /// A map by the statuses that are answered, besides what the handler does.
    pub answers: Role,
    pub in_schema: Role,
    pub response_class: Role,
    /// The call gives its router back: `router.get(..).post(..)`.
    pub chains: bool,
    /// Where it names no HTTP method and the same router has routes for some behind it, it is no handler of all others
    /// but asks before those: `router.route("/x").all(auth).get(list)`.
    pub asks_before: bool,
}

/// A way to put the routes of one router under another.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MountForm {
    /// The method of the parent router.
    pub name: Name,
    /// Or the class of a value in a list of routes.
    pub class: Vec<Name>,
    /// As in [`RouteForm::on`].
    pub on: Vec<Name>,
    /// The receiver is the mounted router, and this is the one it is mounted on: `api.init_app(app)`.
    pub into: Role,
    /// The mounted router; of several arguments each one that is a router, or a function that carries marks.
    pub child: Role,
    /// Functions and macros that stand for the routers among their arguments: `routes!(list, create)`.
    pub lists: Vec<Name>,
    /// A function around the child, by which a value in a list is known to be a mount: `path("x", include(urls))`.
    /// A member of these names is one, too: `path("x", site.urls)`.
    pub include: Vec<Name>,
    pub members: Vec<Name>,
    pub regex: bool,
    /// The call makes the mounted router and gives it: `app.group("/x")`, `router.route("/x")`.
    pub makes: bool,
    /// The class of what it makes; empty for the parent's own.
    pub gives: Name,
    /// What it makes is put below nothing: `app.getHttpAdapter()`.
    pub apart: bool,
    /// A function that is called with the mounted router: `register(plugin, { prefix })`, `Route("/x", fn)`.
    pub function: Role,
    /// Which of its parameters that is.
    pub function_param: usize,
    /// The function gets the parent itself: `configure(routes)`.
    pub same: bool,
    /// Functions that give a function which gets the parent itself: `fp(plugin)`.
    pub unwraps: Vec<Name>,
    pub prefix: Role,
    /// Of a router that the call makes; as in [`RouterClass::default_prefix`].
    pub default_prefix: Role,
    /// The prefix stands in place of the one that the mounted router was made with.
    pub replaces: bool,
    /// The first argument is the prefix only where it is a text: `use("/x", router)`, `use(router)`.
    pub optional_prefix: bool,
    pub routes: Role,
    pub version: Role,
    pub version_prefix: Role,
    /// What asks before the mounted routes; where `child` takes several arguments, those that are no routers.
    /// Where none is a router, they ask before what the parent's later routes do.
    pub guards: Role,
    /// As in [`RouteForm::answers`], of the mounted routes.
    pub answers: Role,
    pub in_schema: Role,
    /// The child may be any application, and a slash at the end of the prefix does not count.
    pub application: bool,
    /// The call gives the parent back.
    pub chains: bool,
}

/// A call that gives a router its prefix: `app.setGlobalPrefix("api")`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrefixForm {
    pub name: Name,
    pub on: Vec<Name>,
    pub prefix: Role,
    /// Paths below the router that stay without it; a `*` or a group in one stands for whatever follows.
    pub except: Role,
}

/// A call that puts the version of a route between an application's prefix and the rest of the path:
/// `app.enableVersioning({ type: VersioningType.URI })`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VersionForm {
    pub name: Name,
    pub on: Vec<Name>,
    /// The argument that says where versions are told, and what it says where that is the path.
    pub kind: Role,
    pub kind_of_path: Vec<Name>,
    /// It is the path where nothing is given at all.
    pub path_unless_told: bool,
    /// The version of routes that have none of their own.
    pub version: Role,
    /// What stands before the number, and what it is where it is not given.
    pub prefix: Role,
    pub default_prefix: Name,
    /// Decorators of a handler that give its version.
    pub marks: Vec<Name>,
    /// A version that stands for none.
    pub neutral: Vec<Name>,
}

/// A library's function, given where one that registers is, which calls those that the files of a folder export:
/// `register(autoload, { dir: join(__dirname, "routes") })`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LoaderForm {
    pub call: Vec<Name>,
    pub folder: Role,
    pub prefix: Role,
    /// An argument that is false where folders give no prefix.
    pub by_folder: Role,
    /// Exported names: a prefix in place of that of the folders, and one that is false where a file is left out.
    pub own_prefix: Name,
    pub left_out: Name,
    /// What a folder's name begins with that is a parameter of the path.
    pub parameter: Name,
    /// The file that stands for its folder; its siblings are not loaded.
    pub index: Name,
}

/// A command of a library that calls the function which a file exports with an application: `fastify start app.js`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServedForm {
    /// Its words, in order; the file follows them.
    pub command: Name,
    /// The class of what the function is given.
    pub gives: Name,
    /// Options that have a value behind them, and those among them that give a prefix.
    pub values: Vec<Name>,
    pub prefix: Vec<Name>,
}

/// A function that gives the names of the files in a folder: `readdirSync(__dirname)`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FolderForm {
    pub call: Vec<Name>,
    pub folder: Role,
    /// The folder ends in a pattern of names, and whole paths are given: `globSync("./routes/*.js")`.
    pub pattern: bool,
}

/// A class that names the parts of an application: `@Module({ imports, controllers, providers })`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ModuleForm {
    pub decorator: Vec<Name>,
    /// Lists of other modules, of routers, and of what is provided.
    pub imports: Role,
    pub routers: Role,
    pub providers: Role,
    /// Calls among the imports that give modules prefixes: a list of `path`, `module` and `children`.
    pub paths: Vec<Name>,
    /// Names under which a guard of all routes is provided.
    pub global_guards: Vec<Name>,
    pub applied: AppliedForm,
}

/// How a method of a module says what is asked before which routes:
/// `consumer.apply(Auth).exclude("health").forRoutes({ path: "users", method: RequestMethod.GET }, Orders)`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AppliedForm {
    /// The method of the module.
    pub method: Name,
    /// The calls in it that say what is asked, before which paths or routers, and before which not.
    pub apply: Name,
    pub to: Name,
    pub except: Name,
    /// The method of a class that is asked.
    pub asked: Name,
    /// Entries of a map with the path and the HTTP method, and the last name of what stands for all methods.
    pub path_key: Name,
    pub method_key: Name,
    pub every: Name,
}

/// Calls that hand functions to a container, which gives their parameters by their types.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ContainerForm {
    /// What these functions give is what parameters of that type are given: `fx.Provide(newRouter)`.
    pub provides: Vec<Name>,
    /// These functions are called: `fx.Invoke(register)`.
    pub invokes: Vec<Name>,
}

/// Something that is asked before the handlers of a router: `app.use(auth)`, `@app.before_request`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MiddlewareForm {
    pub form: Form,
    pub name: Name,
    pub on: Vec<Name>,
    /// Of a decorator it is what is decorated.
    pub guards: Role,
    pub covers: Covers,
    /// What cannot be told to ask anything counts only where it sounds so.
    pub by_name: bool,
    /// Tends to look at the path: one that refuses requests by itself may let those of some routes through.
    pub conditional: bool,
    pub chains: bool,
}

/// Which routes of its router a middleware stands before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Covers {
    #[default]
    All,
    /// Those registered after it.
    Later,
    /// Those registered before it.
    Earlier,
}

/// Values that stand for a handler with its method: `get(list).post(create)`, `web::get().to(list)`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MethodValue {
    /// Functions by their full path, to HTTP method.
    pub calls: BTreeMap<Name, Name>,
    /// Methods of what they give, to HTTP method.
    pub names: BTreeMap<Name, Name>,
    /// The methods that take the handler, where the call itself does not.
    pub to: Vec<Name>,
    pub handler: Role,
    /// Where no method is told by the name: `on(MethodFilter::GET, list)`.
    pub told: ToldMethod,
}

/// Calls on a router, or on a value that stands for a handler, which let requests of one HTTP method through:
/// `resource.guard(guard::Post())`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OnlyForms {
    pub names: Vec<Name>,
    /// What they are given, by its full path, to HTTP method; empty where its argument tells it.
    pub calls: BTreeMap<Name, Name>,
    pub told: Role,
}

/// The arguments of a call that names an HTTP method.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ToldMethod {
    /// A constant that ends with the method's name, a text, or calls on such constants.
    pub method: Role,
    pub handler: Role,
}

/// A class whose methods answer the HTTP methods.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HandlerClass {
    pub base: Vec<Name>,
    /// Methods of the class that make a handler of it: `UserView.as_view()`.
    pub made_by: Vec<Name>,
    pub kind: Option<EndpointKind>,
    pub methods: BTreeMap<Name, Name>,
    /// An argument of `made_by` with a map from HTTP method to the method of the class.
    pub actions: Role,
    /// A field of the class with the only HTTP methods it answers.
    pub allowed_field: Name,
    /// A field with the class of what is given and answered.
    pub schema_field: Name,
    /// A method that answers all, where none of `methods` is there.
    pub entry: Name,
    /// A field of the class with the HTTP methods that `entry` answers; `GET` where it is not there.
    pub methods_field: Name,
    /// Fields of the class with guards.
    pub guards_fields: Vec<Name>,
    /// The setting, and the key in it, with the guards where the class has no such field.
    pub guards_setting: Vec<Name>,
    /// An option of the class that names the router it is put on: `class Users(View, attach=app, uri="/users")`.
    pub attach_option: Name,
    /// A method of the class that is given the router first.
    pub attach_method: Name,
    /// The router's method that puts it there: of the option the others are its arguments, of the method the rest.
    pub attached_with: Name,
}

/// Methods that a library's class gives to those derived from it, or answers itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProvidedMethods {
    pub class: Vec<Name>,
    pub methods: Vec<Name>,
    /// By HTTP method, the status of success where it is another one than usual.
    pub statuses: BTreeMap<Name, u16>,
}

/// A class registered under one path, with methods that answer at it and below it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ResourceClass {
    pub base: Vec<Name>,
    pub actions: Vec<ResourceAction>,
    /// The decorator of further methods.
    pub mark: Vec<Name>,
    pub mark_methods: Role,
    /// Whether it answers for one element; then its path lies below that of the element.
    pub mark_detail: Role,
    pub mark_path: Role,
    /// A keyword of the decorator with guards, in place of those of the class.
    pub mark_guards: Name,
    /// Fields of the class with the name of the parameter, the first that is there.
    pub lookup_fields: Vec<Name>,
    pub lookup: Name,
}

/// One method of a resource.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ResourceAction {
    pub name: Name,
    pub method: Name,
    /// Below the element.
    pub detail: bool,
}

/// A decorator of a handler with the HTTP methods it answers: `@require_POST`, `@api_view(["GET"])`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MethodMark {
    pub decorator: Vec<Name>,
    pub methods: Role,
    pub default_methods: Vec<Name>,
    /// As in [`HandlerClass::guards_setting`], for handlers with this decorator.
    pub guards_setting: Vec<Name>,
}

/// Lists of routes that are routers by their name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListForms {
    /// The name that such a list has in its module: `urlpatterns`.
    pub name: Name,
    /// The setting that names the module of the first one.
    pub root_setting: Name,
    /// Functions that give the entries they are given, as arguments or as a list.
    pub functions: Vec<Name>,
    /// Those among them that put a prefix in front, which may be a parameter.
    pub prefixed: BTreeMap<Name, Name>,
    /// An argument of such a function that is false where the prefix is left out as a rule.
    pub prefixed_unless: Name,
}

/// A decorator of a class whose injected fields belong to all its handlers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ViewClass {
    pub decorator: Vec<Name>,
}

/// How a handler's parameters get their values.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Parameters {
    /// Types whose value is the request or response itself; the first is the request.
    pub request: Vec<Name>,
    /// The parameter at this position, receivers not counted, is the request.
    pub request_position: Option<usize>,
    /// The classes of a handler's parameters, in order, where they are not annotated.
    pub untyped: Vec<Name>,
    /// Those that are functions which answer the error that they are called with.
    pub takes_errors: Vec<Name>,
    /// A parameter named as one in the path is taken from it.
    pub by_path: bool,
    /// Where a value of a scalar type comes from otherwise.
    pub scalar: Option<ParamSource>,
    /// Where any other value comes from otherwise.
    pub schema: Option<ParamSource>,
    pub success_status: Option<u16>,
    /// The same by HTTP method, where it is another one.
    pub success_statuses: BTreeMap<Name, u16>,
    /// Handlers tell the status with what they return: `return body, 201`.
    pub status_by_answer: bool,
    /// Handlers answer with calls, and what they return is no answer: `return c.JSON(201, user)`.
    pub answers_by_call: bool,
    pub markers: Vec<Marker>,
    /// Interfaces by which a class says how a value of it is taken from the request.
    pub extractors: Vec<Extractor>,
    /// Calls by which a handler itself reads what it is given.
    pub reads: Vec<ReadForm>,
}

/// An interface whose method takes a value from the request, or refuses it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Extractor {
    pub interface: Vec<Name>,
    pub method: Name,
}

/// A call in a handler that reads a value of the request: `request.args.get("page", type=int)`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReadForm {
    /// The full path, or, of a method of the handler's own request parameter, that of the request's class.
    pub call: Vec<Name>,
    /// Parts of the request that hold the values by their names: `req.params.id`, `const { page } = req.query`.
    /// Where one is taken as it is, it is the whole.
    pub part: Vec<Name>,
    pub source: Option<ParamSource>,
    /// The argument with the name; without one the value is the whole.
    pub name: Role,
    /// What the whole is called.
    pub whole: Name,
    pub converter: Role,
    /// The argument that what is read is put into, whose class tells its type: `BindJSON(&user)`.
    pub into: Role,
}

/// A default value, type information or type that tells where a parameter comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    #[serde(default)]
    pub call: Vec<Name>,
    #[serde(default, rename = "type")]
    pub types: Vec<Name>,
    pub source: ParamSource,
    #[serde(default)]
    pub provider: Role,
    /// What the value is called in the request, where the parameter has another name.
    #[serde(default)]
    pub name: Role,
    /// Asks who is there.
    #[serde(default)]
    pub guard: bool,
}

/// A class whose values, used as a dependency, let nobody in without credentials.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GuardClass {
    pub class: Vec<Name>,
    /// Of a class of the project: a method by which it is asked, and which refuses by what it gives.
    pub method: Name,
    /// Calls that mark handlers, by a key that the method reads, as those it lets through.
    pub lifted_by: Vec<Name>,
    /// What it asks only the code of those derived from it tells.
    pub untold: bool,
    /// Methods whose requests it lets through.
    pub open_to: Vec<Name>,
    /// It asks what these arguments ask.
    pub of: Role,
    /// An argument that makes the credentials optional.
    pub off: Role,
    /// The value it has then; false where it is not told.
    pub off_when: bool,
}

/// An error class of the framework.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ErrorForm {
    pub class: Vec<Name>,
    /// Decorators that tell the status of the error class they stand on.
    pub decorator: Vec<Name>,
    pub status: Role,
    /// The status where none is given.
    pub code: Option<u16>,
    /// Methods of the error class by which it answers itself, the one that tells the status first.
    pub answered_by: Vec<Name>,
    /// Functions of the class that make one of its errors of another error when that is handed on.
    pub converted_by: Vec<Name>,
    /// Decorators of a part of a variant which mark that the variant is made of another error in that way.
    pub converted_at: Vec<Name>,
}

/// A function that ends the request with a status: `abort(404)`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AbortForm {
    pub call: Vec<Name>,
    pub status: Role,
    /// Sends elsewhere; where one of these words is in the place it is told, it asks who is there.
    pub towards: Vec<Name>,
}

/// A way to register what answers an error.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ErrorHandlerForm {
    pub form: Form,
    pub name: Name,
    pub error: Role,
    pub handler: Role,
    /// A map from error classes to handlers.
    pub map: Role,
    /// How many parameters a function has that answers every error, where others are registered alike.
    pub params: Option<usize>,
    /// Of a function that answers every error: its parameter with the error.
    pub caught: Option<usize>,
    /// Or its parameter that it calls, where it answers what that raises.
    pub around: Option<usize>,
    /// Decorators of classes whose method of this name answers the errors that `error` lists, or all.
    pub decorator: Vec<Name>,
    pub method: Name,
    /// Methods and parts, of whatever answers, that are given the status.
    pub told_by: Vec<Name>,
}

/// A class of answers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ResponseClass {
    pub class: Vec<Name>,
    /// Parts of the answer that are given the status: `ctx.status = 201`.
    pub status_part: Vec<Name>,
    /// Parts that are given what is answered: `ctx.body = user`.
    pub body_part: Vec<Name>,
    pub status: Role,
    /// What is answered.
    pub body: Role,
    /// The status where none is given here, and none before: `res.status(201)`.
    pub code: Option<u16>,
    /// Not described by a schema.
    pub raw: bool,
}

/// A class that sends requests: in tests, and, where it is made for any machine, anywhere.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClientClass {
    pub class: Vec<Name>,
    pub names: BTreeMap<Name, Name>,
    pub path: Role,
    /// The method that takes the HTTP method first, the path second.
    pub any: Name,
    /// Or the argument with the method, `GET` where it is not given, beside that with the path.
    pub method: Role,
    /// Where a request is built in steps, those that take its path and its method: `Request::builder().uri("/x")`.
    pub path_call: Name,
    pub method_call: Name,
    /// Functions that send a request themselves: `fetch("/x", { method: "POST" })`.
    pub calls: Vec<Name>,
    /// Of the call that makes the client: what stands in front of all its paths.
    pub base: Role,
    /// Sends to any machine: what names another one than that it runs on is no request of the project's.
    pub remote: bool,
}

/// Classes of the language with a meaning of their own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TypeTable {
    pub scalars: Vec<Name>,
    pub lists: Vec<Name>,
    pub interfaces: Vec<Name>,
    pub interface_metaclasses: Vec<Name>,
    pub enums: Vec<Name>,
    /// Methods of a list that call a function with each item.
    pub each: Vec<Name>,
    /// Functions of libraries that call a function with each item of a list, or with each value and key of a map.
    pub each_of: Vec<Name>,
    /// Last names of types of functions.
    pub callables: Vec<Name>,
    pub errors: Vec<Name>,
}

/// A base class of request and response schemas.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SchemaClass {
    pub base: Vec<Name>,
}

/// How a class of plain data is declared, and how it is made immutable.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordForm {
    pub base: Vec<Name>,
    pub decorator: Vec<Name>,
    pub frozen: bool,
    pub frozen_option: Name,
    /// A field that holds the options.
    pub config_field: Name,
    /// A nested class that holds the options.
    pub config_class: Name,
}

/// How a class stored in a database is declared.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ModelForm {
    pub base: Vec<Name>,
    /// Functions whose result is a base class.
    pub base_calls: Vec<Name>,
    /// Functions that make a stored class, which a name is bound to: `model("User", schema)`.
    pub made_by: Vec<Name>,
    /// Methods whose result is a base class.
    pub base_methods: Vec<Name>,
    pub base_decorators: Vec<Name>,
    /// Last names of decorators.
    pub decorators: Vec<Name>,
    /// Names of tags that only the fields of stored classes have.
    pub tags: Vec<Name>,
    /// An option of the class that must be true.
    pub option: Name,
    /// The attribute of the class through which its values are found and made: `User.objects`.
    pub manager: Name,
    /// Methods of the manager, and of what it gives, that change what is stored.
    pub writes: Vec<Name>,
    /// Methods of a value that change what is stored.
    pub value_writes: Vec<Name>,
    /// Fields one of which every stored class has; without one it is a base class of the project.
    pub markers: Vec<Name>,
}

/// A class through which data is stored and read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionClass {
    pub class: Vec<Name>,
    /// Methods that reach the store.
    pub persists: Vec<Name>,
    /// Methods of queries that reach the store through the session they are given: `query.fetch_one(pool)`.
    pub given_to: Vec<Name>,
}

/// A call that stands for a value from outside and names a default.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DefaultForm {
    pub call: Vec<Name>,
    pub value: Role,
}

/// Decorators of a field that tell what it is where nothing sets it: `#[arg(default_value = "/api")]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldDefault {
    /// Last names of the decorators.
    pub decorator: Vec<Name>,
    pub value: Role,
    /// Or the name of a function that gives it.
    pub function: Role,
}

/// Decorators of a handler, or of its class, that tell what it may answer: `@ns.response(404, "gone")`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AnswerMark {
    pub decorator: Vec<Name>,
    /// Or those that stand for one status each.
    pub codes: BTreeMap<Name, u16>,
    pub status: Role,
    /// The class of what is answered, and an argument that is true where it is a list of those.
    pub body: Role,
    pub listed: Role,
    /// As in [`RouteForm::answers`].
    pub answers: Role,
}

/// A call that reads a setting by its name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SettingForm {
    pub call: Vec<Name>,
    pub name: Role,
    pub default: Role,
    /// Functions that are given the name of a group of settings, which a dot parts from the setting's own, and
    /// what gives the group.
    pub groups: Vec<Name>,
    /// Methods that read a setting, whatever they are asked of, and those that say what it is where nobody sets it:
    /// `config.GetString("path")`, `config.SetDefault("path", "/")`. The name is the first argument of both.
    pub read: Vec<Name>,
    pub set: Vec<Name>,
}

/// How tests are written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TestForms {
    pub function_prefixes: Vec<Name>,
    /// Decorators of functions that are tests, wherever they stand.
    pub attributes: Vec<Name>,
    pub class_prefixes: Vec<Name>,
    pub class_bases: Vec<Name>,
    /// Classes from which stand-ins for others are derived, in tests and beside what they stand for.
    pub doubles: Vec<Name>,
    pub fixtures: Vec<Name>,
    /// Files whose fixtures every test below their directory sees.
    pub shared_fixture_files: Vec<Name>,
    pub setup_methods: Vec<Name>,
    pub raises: Vec<RaisesForm>,
    pub parametrize: Vec<Name>,
    pub status_attributes: Vec<Name>,
    /// Functions that are given the name of a test, or of a group of tests, and its code.
    pub cases: Vec<Name>,
    pub groups: Vec<Name>,
    /// Methods and functions that compare what they are given.
    pub compares: Vec<Name>,
}

/// A call that expects an error.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaisesForm {
    #[serde(default)]
    pub call: Name,
    /// Or the last name of what is called.
    #[serde(default)]
    pub method: Name,
    pub error: Role,
}
