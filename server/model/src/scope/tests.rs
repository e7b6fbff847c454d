use syntax::facts::Literal;

use super::*;
use crate::testing::{env, show_target};

/// The expression that begins a line and is the longest there.
fn expr_on(scope: &Scope, start: u32, end: u32) -> Option<ExprId> {
    let exprs = scope.body().exprs.iter();
    let inside = exprs.filter(|(_, expr)| start <= expr.span.start && expr.span.end <= end);
    let longest =
        inside.max_by_key(|(_, expr)| (std::cmp::Reverse(expr.span.start), expr.span.len()));
    longest.map(|(id, _)| id)
}

/// Asks `question` of the expression that begins each line with a `#?`, and compares with what follows it.
/// Of a call, what is called is asked for.
fn check_with(text: &str, question: impl Fn(&FileEnv, &Scope, ExprId) -> String) {
    let env = env(text);
    let mut asked = 0;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += u32::try_from(line.len()).unwrap();
        let Some((code, expected)) = line.split_once("#?") else {
            continue;
        };
        let end = start + u32::try_from(code.trim_end().len()).unwrap();
        let indent = code.len() - code.trim_start().len();
        let start = start + u32::try_from(indent).unwrap();
        let found = (0u32..).zip(&env.facts().items).find_map(|(index, item)| {
            if !(item.span.start <= start && end <= item.span.end) {
                return None;
            }
            let scope = Scope::new(&env, index)?;
            let expr = expr_on(&scope, start - item.span.start, end - item.span.start)?;
            Some(question(&env, &scope, expr))
        });
        assert_eq!(found.as_deref(), Some(expected.trim()), "{line} in\n{text}");
        asked += 1;
    }
    assert!(asked > 0, "nothing is asked in\n{text}");
}

fn check(text: &str) {
    check_with(text, |env, scope, expr| {
        let target = scope.call(expr).map(|(target, _)| target);
        show_target(env, &target.unwrap_or_else(|| scope.resolve(expr)))
    });
}

#[test]
fn locals_parameters_and_shadowing() {
    check(
        "import httpx\nimport requests\nfrom time import sleep\nfrom app.repo import Repo\nclient = httpx.Client()\n\nasync def f(repo: Repo, other, requests=None, *args, maybe: Repo | None = None, **kw):\n    requests.get(1)  #? unknown: the value of the local name is not told\n    repo.find(1)  #? member find of app.repo.Repo\n    maybe.find(1)  #? member find of app.repo.Repo\n    other.find(1)  #? unknown: the value of the local name is not told\n    client.get(1)  #? member get of httpx.Client\n    sleep(1)  #? time.sleep\n    args.count(1)  #? member count of builtin tuple\n    kw.get(1)  #? member get of builtin dict\n    own = httpx.AsyncClient()\n    await own.get(1)  #? member get of httpx.AsyncClient\n    again = own\n    again.get(1)  #? member get of httpx.AsyncClient\n    sent = (await own.get(1)).json\n    sent()  #? member json of httpx.AsyncClient.get()\n    two = httpx.Client()\n    two = httpx.AsyncClient()\n    two.get(1)  #? unknown: the name is bound to different things\n    late = None\n    late = httpx.Client()\n    late.get(1)  #? member get of httpx.Client\n    count += 1\n    count.get(1)  #? unknown: the value of the local name is not told\n    'a'.join(x)  #? member join of builtin str\n    f'{a}'.join(x)  #? member join of builtin str\n    missing(1)  #? unknown: the name is not bound in this file\n    open('x')  #? builtin open\n",
    );
}

#[test]
fn binding_statements() {
    check(
        "import httpx\nfrom app.errors import NotFound, Gone\nfrom app.models import User\nfrom contextlib import asynccontextmanager\nfrom typing import AsyncIterator\nfrom sqlalchemy.orm import Session\n\n@asynccontextmanager\nasync def opened() -> AsyncIterator[Session]: ...\n\nclass Box:\n    def __enter__(self) -> User: ...\n\nclass Plain:\n    def __enter__(self): ...\n\ndef users() -> list[User]: ...\n\nasync def f(xs: list[User], ys: dict[str, User]):\n    async with httpx.AsyncClient() as client, opened() as session:\n        client.get(1)  #? member get of httpx.AsyncClient\n        session.execute(1)  #? member execute of sqlalchemy.orm.Session\n    with Box() as user:\n        user.name  #? member name of app.models.User\n    with Plain() as plain:\n        plain.name  #? unknown: the value of the local name is not told\n    for x in xs:\n        x.save()  #? member save of app.models.User\n    for y in ys:\n        y.upper()  #? member upper of builtin str\n    for z in users():\n        z.save()  #? member save of app.models.User\n    for i, j in xs:\n        i.save()  #? unknown: the value of the local name is not told\n    try:\n        pass\n    except NotFound as error:\n        error.code  #? member code of app.errors.NotFound\n    except (NotFound, Gone) as either:\n        either.code  #? unknown: the value of the local name is not told\n    import requests as r\n    r.get(1)  #? requests.get\n    declared: User\n    declared.save()  #? member save of app.models.User\n    typed: User = make()\n    typed.save()  #? member save of app.models.User\n    [w.save() for w in xs]\n    if (n := httpx.Client()):\n        n.get(1)  #? member get of httpx.Client\n    def inner(): ...\n    inner()  #? unknown: the value of the local name is not told\n    for client2 in [1]: pass\n    client2.get(1)  #? unknown: the value of the local name is not told\n",
    );
}

#[test]
fn receivers_and_attributes() {
    check(
        "import httpx\nfrom app.repo import Repo\nfrom sqlalchemy.orm import DeclarativeBase\n\nclass Base:\n    def __init__(self, repo: Repo, plain):\n        self._repo = repo\n        self.plain = plain\n\nclass Service(Base):\n    client: httpx.Client\n    @classmethod\n    def make(cls):\n        cls.build(1)  #? here Service.build\n        return cls\n    @staticmethod\n    def build(self):\n        self.x  #? unknown: the value of the local name is not told\n    def run(self):\n        self._repo.find(1)  #? member find of app.repo.Repo\n        self.client.get(1)  #? member get of httpx.Client\n        self.plain.get(1)  #? member plain.get of here Service\n        self.run()  #? member run of here Service\n        super().run()  #? member run of here Base\n        def inner():\n            self._repo.find(1)  #? member find of app.repo.Repo\n        service = Service(1)\n        service._repo.find(1)  #? member find of app.repo.Repo\n\nclass Child(Repo):\n    def find(self):\n        super().find(1)  #? member find of app.repo.Repo\n\nclass Two(Repo, Base):\n    def find(self):\n        super().find(1)  #? unknown: the value of the local name is not told\n\ndef function(self):\n    self.x  #? unknown: the value of the local name is not told\n\nif True:\n    class Late:\n        size: int = 1\n        def go(self):\n            self.size.bit_length()  #? member bit_length of builtin int\n",
    );
}

#[test]
fn scopes_do_not_leak() {
    check(
        "import httpx\nx = httpx.Client()\n\ndef outer():\n    y = httpx.AsyncClient()\n    def inner(x):\n        x.get(1)  #? unknown: the value of the local name is not told\n        y.get(1)  #? member get of httpx.AsyncClient\n    x.get(1)  #? member get of httpx.Client\n    z = lambda x: x\n    def uses():\n        global x\n        x = 1\n        x.get(1)  #? member get of httpx.Client\n    class Local:\n        y = 1\n        def method(self):\n            y.get(1)  #? member get of httpx.AsyncClient\n\nclass Table:\n    name = 'users'\n    copy = name\n    x = 3\n    def method(self):\n        x.get(1)  #? member get of httpx.Client\n    name  #? here name\n\nwith httpx.Client() as top:\n    top.get(1)  #? member get of httpx.Client\n",
    );
}

#[test]
fn async_context() {
    let text = "import asyncio\nasync def f(x=g(1)):\n    work(1)  #? true\n    def inner():\n        work(1)  #? false\n    async def other():\n        work(1)  #? true\n    await asyncio.to_thread(lambda: 1)  #? true\n    run = (lambda:\n        work(1))  #? false\n    return [\n        work(y)  #? true\n        for y in x]\ndef g(x):\n    work(1)  #? false\nwork(1)  #? false\n";
    check_with(text, |_, scope, expr| scope.in_async(expr).to_string());
}

#[test]
fn constants() {
    let text = "LIMIT = 3\nlower = 4\nTWICE = 1\nTWICE = 2\nMADE = f()\nclass A:\n    SIZE = 5\n    small = 6\n    def m(self):\n        self.SIZE  #? 5\n        self.small  #? -\ndef f(PARAM):\n    once = 7\n    twice = 8\n    twice = 9\n    changed = 1\n    changed += 1\n    copy = once\n    LIMIT  #? 3\n    lower  #? -\n    TWICE  #? -\n    MADE  #? -\n    A.SIZE  #? 5\n    once  #? 7\n    twice  #? -\n    changed  #? -\n    copy  #? 7\n    PARAM  #? -\n    10  #? 10\n";
    check_with(text, |_, scope, expr| match scope.constant(expr) {
        Some(Literal::Int(digits)) => digits.to_string(),
        Some(other) => format!("{other:?}"),
        None => "-".to_owned(),
    });
}

#[test]
fn effects_of_calls() {
    let text = "import requests, time\nfrom sqlalchemy.orm import Session\nasync def f(db: Session):\n    time.sleep(1)  #? Sleep Blocking\n    requests.get(1)  #? Http Blocking\n    requests.Session().post(1)  #? Http Blocking\n    db.commit()  #? Database Blocking\n    db.query(1)  #? -\n    open('x')  #? File Blocking\n    time.time()  #? -\n";
    check_with(text, |_, scope, expr| {
        scope.effect(expr).map_or("-".to_owned(), |effect| {
            format!("{:?} {:?}", effect.kind, effect.mode)
        })
    });
}

#[test]
fn long_chains_and_cycles_end() {
    let mut text = "def f():\n    a0 = g()\n".to_owned();
    for at in 1..3_000 {
        text.push_str(&format!("    a{at} = a{}\n", at - 1));
    }
    text.push_str("    a2999.x  #? unknown: the value of the local name is not told\n    b = c\n    c = b\n    b.x  #? unknown: the value of the local name is not told\n");
    check(&text);
    for links in [300, 20_000] {
        let env = env(&format!("def f(a: int):\n    a{}\n", ".b()".repeat(links)));
        // Beyond a depth the text is not understood, and there is nothing to ask.
        let Some(scope) = Scope::new(&env, 0) else {
            assert!(links > 1_000);
            continue;
        };
        for (id, _) in scope.body().exprs.iter() {
            let _ = scope.resolve(id);
        }
    }
}

#[test]
fn broken_text_never_hangs() {
    let text = "class A(B):\n    x: int = f(\n    async def m(self, a: list[User] = [g()], *b):\n        async with c() as d, e() as (h, i):\n            return [self.x(j) for j in a if (k := j)] + lambda z: z\n";
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let env = env(&text[..end]);
        for index in 0..u32::try_from(env.facts().items.len()).unwrap() {
            let Some(scope) = Scope::new(&env, index) else {
                continue;
            };
            for (id, _) in scope.body().exprs.iter() {
                let _ = (
                    scope.resolve(id),
                    scope.type_of(id),
                    scope.constant(id),
                    scope.in_async(id),
                );
            }
        }
    }
}

#[test]
fn the_first_of_several_results_is_the_value() {
    let text = "package a\n\nimport \"database/sql\"\n\nfunc f(db *sql.DB) {\n\ttx, err := db.Begin()\n\ttx.Commit()\n\terr.Error()\n}\n";
    let facts = syntax::extract(syntax::language::Language::Go, text);
    let env = FileEnv::new(std::sync::Arc::new(facts), None);
    let called = |name: &str| {
        let at = u32::try_from(text.find(name).unwrap()).unwrap();
        let (index, item) = (0u32..)
            .zip(&env.facts().items)
            .find(|(_, item)| item.span.start <= at && at < item.span.end)
            .unwrap();
        let scope = Scope::new(&env, index).unwrap();
        let start = at - item.span.start;
        let end = start + u32::try_from(name.len()).unwrap();
        let expr = expr_on(&scope, start, end).unwrap();
        show_target(&env, &scope.call(expr).unwrap().0)
    };
    assert_eq!(called("tx.Commit()"), "member Commit of database/sql.Tx");
    assert_eq!(
        called("err.Error()"),
        "unknown: the value of the local name is not told"
    );
}
