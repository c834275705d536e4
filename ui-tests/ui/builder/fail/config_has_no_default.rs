use fastauth::FastAuthConfig;

fn config() -> FastAuthConfig {
    FastAuthConfig::default()
}

fn main() {
    let _ = config;
}
