//! Rebuilds when a file of the embedded knowledge or configuration is added, changed or removed.

fn main() {
    println!("cargo:rerun-if-changed=knowledge");
    println!("cargo:rerun-if-changed=config/default.toml");
}
