//! Stores for tests: SQLite in a file of its own, and a database of its own on PostgreSQL where [`POSTGRES`] names a server, which the
//! feature `services` demands.

use medguide::store::Store;
use tempfile::TempDir;

/// A store that is nobody else's, and where it is.
pub struct Place {
    /// Name of the engine, for messages.
    pub engine: &'static str,
    /// Its address.
    pub url: String,
    /// Keeps the file.
    _dir: TempDir,
}

impl Place {
    /// A store at this place; there may be several.
    #[allow(dead_code, reason = "not every test program looks into the store itself")]
    pub fn store(&self) -> Store {
        Store::new(&self.url).expect("an address")
    }
}

/// One place on each engine that these tests are to run on.
pub async fn places() -> Vec<Place> {
    let dir = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", dir.path().join("store.db").display());
    let mut places = vec![Place { engine: "SQLite", url, _dir: dir }];
    if cfg!(feature = "services") || std::env::var_os(POSTGRES).is_some() {
        places.push(postgres().await);
    }
    places
}

/// Name of the variable with the address of a PostgreSQL server whose user may make databases.
pub const POSTGRES: &str = "MEDGUIDE_TEST_POSTGRES";

/// A new database on the server.
async fn postgres() -> Place {
    let server =
        std::env::var(POSTGRES).unwrap_or_else(|_| panic!("set {POSTGRES} to a PostgreSQL for tests: `.ci/postgres FOLDER` starts one"));
    let name = format!("medguide_{}", Store::fresh_id());
    sqlx::any::install_default_drivers();
    let mut connection = <sqlx::AnyConnection as sqlx::Connection>::connect(&server).await.expect("the PostgreSQL for tests answers");
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.expect("a new database");
    let (base, _) = server.rsplit_once('/').expect("an address with a database");
    Place { engine: "PostgreSQL", url: format!("{base}/{name}"), _dir: tempfile::tempdir().expect("a folder") }
}
