//! The table of URLs. A route cannot be added without saying who may use it, and the list can be read back:
//! the access matrix test walks it.

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodFilter, on};

use crate::{House, PageError, Role, Visitor};

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

    pub fn get<H, T>(self, path: &'static str, allow: Allow, handler: H) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.add(Method::GET, MethodFilter::GET, path, allow, handler)
    }

    pub fn post<H, T>(self, path: &'static str, allow: Allow, handler: H) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.add(Method::POST, MethodFilter::POST, path, allow, handler)
    }

    pub fn patch<H, T>(self, path: &'static str, allow: Allow, handler: H) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.add(Method::PATCH, MethodFilter::PATCH, path, allow, handler)
    }

    fn add<H, T>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        allow: Allow,
        handler: H,
    ) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.rows.push(RouteRow { method, path, allow });
        let guarded = on(filter, handler).layer(from_fn_with_state(allow, admit));
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
async fn admit(State(allow): State<Allow>, request: Request, next: Next) -> Response {
    let visitor = request.extensions().get::<Visitor>();
    let actor = visitor.and_then(|visitor| visitor.actor.as_ref());
    let admitted = match allow {
        Allow::Anyone => true,
        Allow::SignedIn => actor.is_some(),
        Allow::Roles(roles) => visitor.and_then(Visitor::role).is_some_and(|role| roles.contains(&role)),
    };
    if admitted {
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
    // The session ended while the form was being filled: the text is kept (invariant 9).
    crate::pages::login::keep_form(request).into_response()
}
