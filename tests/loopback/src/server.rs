//! The HTTP server: one port for the gateway's websocket, the REST routes, the page and the control by hand.

use std::{collections::HashMap, io, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::{
        ConnectInfo, DefaultBodyLimit, Query, State as Shared,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{control, gateway::socket, page, rest::door, settings::Settings, state::State, wire::LoopbackListener, wire::Wire};

/// Bytes one request may carry, as at Discord without boosts.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// Binds the port and starts serving.
pub(crate) async fn start(settings: Settings) -> io::Result<(Arc<State>, JoinHandle<()>)> {
    let listener = TcpListener::bind(("127.0.0.1", settings.port)).await?;
    let state = Arc::new(State::new(settings, listener.local_addr()?));
    let app = Router::new()
        .route("/", get(upgrade))
        .route("/__log", get(control::log))
        .route("/__ctl", post(control::control))
        .route("/__page/view", get(page::see))
        .route("/__page/changes", get(page::changes))
        .route("/__page/act", post(page::act))
        .route("/__page/{name}", get(page::file))
        .fallback(any(request))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(state.clone())
        .into_make_service_with_connect_info::<Wire>();
    let mut stopped = state.stopped();
    let serving = async move {
        tokio::select! {
            // Serving ends only with the listener, of which nothing is left to tell.
            _ = async { axum::serve(LoopbackListener(listener), app).await } => {}
            _ = stopped.changed() => {}
        }
    };
    Ok((state, tokio::spawn(serving)))
}

async fn upgrade(Shared(state): Shared<Arc<State>>, uri: Uri, upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>) -> Response {
    let query = Query::<HashMap<String, String>>::try_from_uri(&uri).map(|q| q.0).unwrap_or_default();
    match upgrade {
        Ok(upgrade) => upgrade.on_upgrade(move |socket| socket::serve(state, socket, query)),
        // No gateway client, then: a person's browser.
        Err(_) => page::index().await,
    }
}

async fn request(
    Shared(state): Shared<Arc<State>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    // A task of its own, because a client that hangs up must not stop what it asked for: Discord would go on too.
    let served = tokio::spawn(door::serve(state, wire, method, uri, headers, bytes)).await;
    served.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
