//! A demonstration, a browser, and what a person does with both.

use fantoccini::{Client, ClientBuilder, Locator, elements::Element, key::Key};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::{sleep, timeout},
};

/// Longest a program may take to say where it is, and the page to show something.
const START: Duration = Duration::from_secs(60);
const PATIENCE: Duration = Duration::from_secs(20);

/// A question whose answer is one section.
pub const MISSED: &str = "slept thru my lunchtime tablet its nearly dinner what now";

/// Runs a program until it prints a line that holds `sign`; gives that line.
async fn started(command: &mut Command, sign: &str, remedy: &str) -> (Child, String) {
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).kill_on_drop(true).spawn();
    let mut child = spawned.unwrap_or_else(|error| panic!("{:?} does not start ({error}): {remedy}", command.as_std().get_program()));
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let found = timeout(START, async {
        while let Some(line) = lines.next_line().await.expect("text") {
            if line.contains(sign) {
                return Some(line);
            }
        }
        None
    });
    let line = found.await.ok().flatten().unwrap_or_else(|| panic!("{:?} did not say `{sign}`: {remedy}", command.as_std().get_program()));
    // The pipe stays open and empty, or a later line of the program would break it.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    (child, line)
}

/// Messages of the bot.
pub const BOT: &str = "[data-testid=message][data-author=medguide]";

/// The program as a stranger starts it, and its address.
pub struct Demo {
    pub url: String,
    _child: Child,
    _dir: tempfile::TempDir,
}

impl Demo {
    pub async fn start() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_medguide"));
        command.args(["demo", "--port", "0"]).current_dir(dir.path()).env_clear();
        let (child, line) = started(&mut command, "http://127.0.0.1:", "run it by hand to see why").await;
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).expect("an address").to_owned();
        Self { url, _child: child, _dir: dir }
    }

    /// Does something as the page would, without a browser.
    pub async fn act(&self, order: &Value) -> Value {
        let request = reqwest::Client::builder().no_proxy().build().expect("a client").post(format!("{}/__page/act", self.url));
        let answer = request.header("content-type", "application/json").body(order.to_string()).send().await.expect("an answer");
        serde_json::from_slice(&answer.bytes().await.expect("a body")).expect("JSON")
    }
}

/// A browser with one tab.
pub struct Browser {
    pub tab: Client,
    name: &'static str,
    shots: usize,
    _driver: Child,
}

impl Browser {
    pub async fn open(name: &'static str, width: u32, height: u32) -> Self {
        let remedy = "install Debian's packages chromium and chromium-driver";
        let (driver, line) = started(Command::new("chromedriver").arg("--port=0"), "started successfully on port", remedy).await;
        let port: String = line.chars().filter(char::is_ascii_digit).collect();
        let mut options = Map::new();
        let size = format!("--window-size={width},{height}");
        let arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", size.as_str()];
        // Without this a window is never narrower than some 500 px.
        let phone = json!({"deviceMetrics": {"width": width, "height": height, "pixelRatio": 1.0}});
        options.insert("goog:chromeOptions".to_owned(), json!({"args": arguments, "mobileEmulation": phone}));
        let tab = ClientBuilder::new(HttpConnector::new()).capabilities(options).connect(&format!("http://127.0.0.1:{port}")).await;
        Self { tab: tab.unwrap_or_else(|error| panic!("no browser ({error}): {remedy}")), name, shots: 0, _driver: driver }
    }

    /// Leaves a picture of what is seen.
    pub async fn picture(&mut self, what: &str) {
        self.shots += 1;
        let dir: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser");
        std::fs::create_dir_all(&dir).expect("a folder");
        let file = dir.join(format!("{}-{:02}-{what}.png", self.name, self.shots));
        std::fs::write(file, self.tab.screenshot().await.expect("a picture")).expect("a file");
    }

    /// The page, once it has shown somebody.
    pub async fn goto(&self, url: &str) {
        self.tab.goto(url).await.expect("the page");
        self.find("[data-testid='person'] option").await;
    }

    /// The first element that fits, as soon as there is one.
    pub async fn find(&self, css: &str) -> Element {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Ok(found) = self.tab.find(Locator::Css(css)).await {
                return found;
            }
            if Instant::now() > end {
                let text = self.script("return document.body.innerText").await;
                panic!("there is no `{css}`; the page says: {text}");
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Presses what has this test hook.
    pub async fn press(&self, hook: &str) {
        self.press_at(&format!("[data-testid='{hook}']")).await;
    }

    pub async fn press_at(&self, css: &str) {
        let element = self.find(css).await;
        element.click().await.unwrap_or_else(|error| panic!("`{css}` cannot be pressed: {error}"));
    }

    /// Types into the message box and sends.
    pub async fn says(&self, text: &str) {
        let field = self.find("textarea[data-testid='composer']").await;
        field.click().await.expect("the box");
        field.send_keys(text).await.expect("typing");
        // A space ends the list of names that may be open.
        field.send_keys(" ").await.expect("typing");
        field.send_keys(&char::from(Key::Enter).to_string()).await.expect("sending");
    }

    /// Runs a script and gives what it returns.
    pub async fn script(&self, script: &str) -> Value {
        self.tab.execute(script, vec![]).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until a script returns true.
    pub async fn until(&self, what: &str, script: &str) {
        let end = Instant::now() + PATIENCE;
        while self.script(script).await != true {
            if Instant::now() > end {
                let text = self.script("return document.querySelector('#log').innerText").await;
                panic!("{what} did not come; the messages are: {text}");
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the last message that fits a selector holds these words.
    pub async fn reads(&self, css: &str, words: &str) {
        let script = format!(
            "const all = [...document.querySelectorAll({css:?})]; return all.length > 0 && all.at(-1).innerText.includes({words:?})"
        );
        self.until(words, &script).await;
    }

    /// Becomes somebody else.
    pub async fn is(&self, name: &str) {
        let script = format!(
            "const person = document.querySelector('[data-testid=person]');
             person.value = [...person.options].find((option) => option.text.startsWith({name:?})).value;
             person.dispatchEvent(new Event('change'));"
        );
        self.script(&script).await;
        self.until(name, &format!("const person = document.querySelector('[data-testid=person]'); return location.hash.startsWith('#' + person.value + '/') && person.selectedOptions[0].text.startsWith({name:?})")).await;
        sleep(Duration::from_millis(400)).await;
    }

    /// Opens the menu of the last message of somebody that all see, and chooses from it.
    pub async fn chooses(&self, author: &str, entry: &str) {
        let script = format!(
            "[...document.querySelectorAll('[data-testid=message][data-ephemeral=false][data-author={author:?}] [data-testid=message-menu]')].at(-1).click()"
        );
        self.script(&script).await;
        self.press(&format!("menu-{entry}")).await;
    }

    /// Ends the browser.
    pub async fn close(self) {
        self.tab.close().await.expect("closing");
    }
}
