//! The table of routes, from which the router, the gate, the API description and the generated tests are made.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use basis::{Role, Text};

use crate::access::{Access, Visitor};
use crate::frame::MenuItem;
use crate::{ApiDoc, Failure};

/// One route: what it is called, who may use it, what it does.
#[derive(Clone)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path with `{parameters}`.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// What it does, in a few words.
    pub name: Text,
    /// How other systems use it; `None` for pages.
    pub doc: Option<ApiDoc>,
    /// Whether the header's menu shows it to those who may open it.
    pub in_menu: bool,
    /// Who sees it in the menu; others may still open it where `access` lets them.
    pub shown_to: Access,
    handler: MethodRouter,
}

/// A table of routes whose handlers share a state, usually [`crate::App`].
pub struct Routes<S> {
    state: S,
    list: Vec<Route>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// An empty table for handlers with this state.
    pub fn new(state: S) -> Self {
        Self { state, list: Vec::new() }
    }

    /// A page or a form's answer.
    #[must_use]
    pub fn page<H, T>(
        self,
        method: Method,
        path: &'static str,
        access: Access,
        name: (&str, &str),
        handler: H,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let handler = on(filter(&method), handler).with_state(self.state.clone());
        let name = Text::new(name.0, name.1);
        self.with(Route {
            method,
            path,
            access,
            name,
            doc: None,
            in_menu: false,
            shown_to: access,
            handler,
        })
    }

    /// An act or a question for other systems, under `/api/`.
    #[must_use]
    pub fn api<H, T>(
        self,
        method: Method,
        path: &'static str,
        access: Access,
        doc: ApiDoc,
        handler: H,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let handler = on(filter(&method), handler).with_state(self.state.clone());
        let name = doc.name.clone();
        self.with(Route {
            method,
            path,
            access,
            name,
            doc: Some(doc),
            in_menu: false,
            shown_to: access,
            handler,
        })
    }

    /// Shows the route added last in the header's menu to those who may open it.
    #[must_use]
    pub fn in_menu(mut self) -> Self {
        if let Some(route) = self.list.last_mut() {
            route.in_menu = true;
        }
        self
    }

    /// Shows the route added last in the menu of those who work with it, though others may open it.
    #[must_use]
    pub fn in_menu_of(mut self, roles: &'static [Role]) -> Self {
        if let Some(route) = self.list.last_mut() {
            (route.in_menu, route.shown_to) = (true, Access::Roles(roles));
        }
        self
    }

    /// Lets the route added last take a body of so many bytes, for uploads.
    #[must_use]
    pub fn takes_up_to(mut self, bytes: usize) -> Self {
        if let Some(route) = self.list.last_mut() {
            route.handler = route.handler.clone().layer(DefaultBodyLimit::max(bytes));
        }
        self
    }

    /// The finished table.
    #[must_use]
    pub fn list(self) -> Vec<Route> {
        self.list
    }

    fn with(mut self, route: Route) -> Self {
        self.list.push(route);
        self
    }
}

/// The menu of the header, in the order of the table.
#[must_use]
pub fn menu(routes: &[Route]) -> Vec<MenuItem> {
    let shown = routes.iter().filter(|route| route.in_menu);
    shown
        .map(|route| MenuItem {
            path: route.path.to_owned(),
            name: route.name.clone(),
            access: route.shown_to,
        })
        .collect()
}

/// A router in which each route lets in only those whom its [`Access`] names.
pub(crate) fn router(routes: Vec<Route>) -> Router {
    routes.into_iter().fold(Router::new(), |router, route| {
        let access = route.access;
        let gate = from_fn(move |request, next| admit(access, request, next));
        router.route(route.path, route.handler.route_layer(gate))
    })
}

async fn admit(access: Access, request: Request, next: Next) -> Response {
    let stranger = Visitor::default();
    let visitor = request.extensions().get::<Visitor>().unwrap_or(&stranger);
    match access.admit(visitor) {
        Ok(()) => next.run(request).await,
        Err(refusal) => Failure::from(refusal).into_response(),
    }
}

/// GET also answers HEAD, as axum's own `get` does.
fn filter(method: &Method) -> MethodFilter {
    MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::TRACE)
}
