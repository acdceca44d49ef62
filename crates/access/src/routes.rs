//! The table of URLs. A route cannot be added without saying who may use it, and the list can be read back:
//! the access matrix test walks it.

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodFilter, on};

use crate::{House, PageError, Role, TokenScope, Visitor};

/// Who may call a route at all. What they may see there is decided by the [`crate::Scope`] of each lookup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allow {
    Anyone,
    /// Anybody with an account, whatever the state of the membership.
    SignedIn,
    /// An active membership with one of the roles.
    Roles(&'static [Role]),
}

/// A row of the table.
#[derive(Debug, Clone)]
pub struct RouteRow {
    pub method: Method,
    pub path: &'static str,
    pub allow: Allow,
    /// What a program's token must be made for; `None` at a route of the API: any token will do.
    pub needs: Option<TokenScope>,
    /// Does something dangerous: asked for the password again when it was typed long ago.
    pub confirmed: bool,
}

/// The same without the address: what is asked of every request.
#[derive(Debug, Clone, Copy)]
struct Rule {
    allow: Allow,
    needs: Option<TokenScope>,
    confirmed: bool,
    for_programs: bool,
}

impl Rule {
    const fn page(allow: Allow) -> Self {
        Self { allow, needs: None, confirmed: false, for_programs: false }
    }

    const fn dangerous(allow: Allow) -> Self {
        Self { confirmed: true, ..Self::page(allow) }
    }

    const fn program(needs: Option<TokenScope>, allow: Allow) -> Self {
        Self { needs, for_programs: true, ..Self::page(allow) }
    }
}

#[derive(Default)]
pub struct Routes {
    rows: Vec<RouteRow>,
    router: Router<House>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    /// A page.
    pub fn get<H, T>(self, path: &'static str, allow: Allow, handler: H) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.add(Method::GET, MethodFilter::GET, path, Rule::page(allow), handler)
    }

    /// A form.
    pub fn post<H, T>(self, path: &'static str, allow: Allow, handler: H) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.add(Method::POST, MethodFilter::POST, path, Rule::page(allow), handler)
    }

    /// A page on which something dangerous is prepared: the password is asked for before, not after, it is filled in.
    pub fn get_confirmed<H, T>(self, path: &'static str, allow: Allow, handler: H) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.add(Method::GET, MethodFilter::GET, path, Rule::dangerous(allow), handler)
    }

    /// A form that does something dangerous: passwords, second factors, tokens, roles, whatever cannot be taken back.
    pub fn post_confirmed<H, T>(self, path: &'static str, allow: Allow, handler: H) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.add(Method::POST, MethodFilter::POST, path, Rule::dangerous(allow), handler)
    }

    /// A request of a program; `needs` says what its token must be made for.
    pub fn api_get<H, T>(
        self,
        path: &'static str,
        needs: impl Into<Option<TokenScope>>,
        allow: Allow,
        handler: H,
    ) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.add(Method::GET, MethodFilter::GET, path, Rule::program(needs.into(), allow), handler)
    }

    /// A change by a program.
    pub fn api_post<H, T>(
        self,
        path: &'static str,
        needs: impl Into<Option<TokenScope>>,
        allow: Allow,
        handler: H,
    ) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.add(Method::POST, MethodFilter::POST, path, Rule::program(needs.into(), allow), handler)
    }

    /// A change by a program.
    pub fn api_patch<H, T>(
        self,
        path: &'static str,
        needs: impl Into<Option<TokenScope>>,
        allow: Allow,
        handler: H,
    ) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.add(Method::PATCH, MethodFilter::PATCH, path, Rule::program(needs.into(), allow), handler)
    }

    /// # Panics
    /// When a page is put under `/api/` or a program's route elsewhere: then its token's scope would be forgotten.
    fn add<H, T>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        rule: Rule,
        handler: H,
    ) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        let Rule { allow, needs, confirmed, for_programs } = rule;
        assert_eq!(
            path.starts_with("/api/"),
            for_programs,
            "{path}: what is under /api/ is added with api_get and its like, which ask for the token's scope; nothing else is"
        );
        self.rows.push(RouteRow { method, path, allow, needs, confirmed });
        let guarded = on(filter, handler).layer(from_fn_with_state(rule, admit));
        self.router = self.router.route(path, guarded);
        self
    }

    /// Puts two rooms' tables together.
    pub fn merge(mut self, other: Self) -> Self {
        self.rows.extend(other.rows);
        self.router = self.router.merge(other.router);
        self
    }

    pub fn rows(&self) -> &[RouteRow] {
        &self.rows
    }

    pub fn into_router(self) -> Router<House> {
        self.router
    }
}

/// Lets a visitor through, sends a stranger to the login form, and tells everybody else that there is no such page.
async fn admit(State(rule): State<Rule>, request: Request, next: Next) -> Response {
    let visitor = request.extensions().get::<Visitor>();
    let actor = visitor.and_then(|visitor| visitor.actor.as_ref());
    let is_late = request.extensions().get::<CameTooLate>().is_some();
    if is_late && rule.allow == Allow::Anyone {
        // Nobody needs a session for this form: a wrong token in it is nothing that a sign-in would mend.
        return PageError::NotOurForm.into_response();
    }
    let admitted = match rule.allow {
        Allow::Anyone => true,
        Allow::SignedIn => actor.is_some(),
        Allow::Roles(roles) => visitor.and_then(Visitor::role).is_some_and(|role| roles.contains(&role)),
    };
    if admitted && !is_late {
        if let Some(needed) = scope_missing(rule.needs, visitor) {
            return PageError::ScopeMissing { needed: needed.title() }.into_response();
        }
        if rule.confirmed {
            return crate::reauthentication::reauthenticated(request, next).await;
        }
        return next.run(request).await;
    }
    if actor.is_some() {
        return PageError::NotFound.into_response();
    }
    if request.uri().path().starts_with("/api/") {
        return PageError::SignInNeeded.into_response();
    }
    if request.method() == Method::GET {
        let wanted = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return Redirect::to(&crate::pages::login::address_with_next(wanted)).into_response();
    }
    // The session ended while the form was being filled: the text is kept (invariant 12).
    crate::pages::login::keep_form(request).into_response()
}

/// What a program's token lacks for a route; people come without a token and lack nothing.
fn scope_missing(needs: Option<TokenScope>, visitor: Option<&Visitor>) -> Option<TokenScope> {
    let scopes = visitor?.token_scopes.as_ref()?;
    needs.filter(|needed| !scopes.contains(needed))
}

/// Marks a form of this site whose sender has lost the session cookie (signed out in another tab): nothing is done with
/// it, but its text is shown again after the sign-in.
#[derive(Clone)]
pub(crate) struct CameTooLate;
