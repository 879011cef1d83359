//! The command line on good and bad input: JSON lines, a conversation, one question.

mod support;

use medguide::{
    answer::render::Setting,
    terminal::{ask, chat, lines},
};
use serde_json::Value;
use support::shipped;

/// Runs `match` over bytes; gives the lines it printed and how many were bad.
fn run_match(input: &[u8]) -> (Vec<Value>, usize) {
    let mut output = Vec::new();
    let bad = lines::run(shipped(), 0, &mut &*input, &mut output).expect("writing to memory");
    let text = String::from_utf8(output).expect("output is UTF-8");
    (text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect(), bad)
}

fn setting() -> Setting {
    Setting::new(&shipped().knowledge, None, "2026-11-23".parse().expect("a day"))
}

#[test]
fn a_good_line_has_the_promised_keys() {
    let (rows, bad) = run_match(b"{\"id\":\"q1\",\"text\":\"I missed my dose, what now?\"}\n");
    assert_eq!(bad, 0);
    let row = &rows[0];
    assert_eq!((row["id"].as_str(), row["outcome"].as_str(), row["section"].as_str()), (Some("q1"), Some("answer"), Some("missed-dose")));
    assert_eq!(row["candidates"][0], "missed-dose");
    assert!(row["score"].as_f64().is_some_and(|score| score > 0.45 && score <= 1.0), "{row}");
    assert!(row["micros"].is_u64(), "{row}");
}

#[test]
fn bad_lines_stand_in_their_place_and_the_rest_goes_on() {
    let mut input: Vec<u8> = Vec::new();
    let good = b"{\"id\":7,\"text\":\"can I drive on baclofen\"}\n";
    for bad in [
        &b"not json\n"[..],
        b"{\"id\":\"x\"}\n",
        b"{\"text\":5}\n",
        b"[]\n",
        b"\xff\xfe{\n",
        b"{\"id\":1,\"text\":\"a\",\"guide\":\"nothing\"}\n",
        b"{\"id\":1,\"text\":\"cut\n",
    ] {
        input.extend_from_slice(bad);
        input.extend_from_slice(good);
    }
    let (rows, bad) = run_match(&input);
    assert_eq!((rows.len(), bad), (14, 7));
    for (index, row) in rows.iter().enumerate() {
        if index % 2 == 0 {
            assert_eq!(row["line"].as_u64(), Some(index as u64 + 1), "{row}");
            assert!(row["error"].as_str().is_some_and(|error| error.len() > 10), "{row}");
        } else {
            assert_eq!((row["id"].as_u64(), row["section"].as_str()), (Some(7), Some("driving")), "{row}");
        }
    }
}

#[test]
fn odd_texts_are_answered_without_a_fault() {
    for (label, text) in [
        ("empty", String::new()),
        ("blank", "   \n\t ".to_owned()),
        ("long", "what about my dose ".repeat(211)),
        ("letters", "a ".repeat(2_000)),
        ("near misses", "bacloven tabelt doseg ".repeat(180)),
        ("emoji", "😀💊🚨".repeat(50)),
        ("zalgo", "d\u{335}\u{321}o\u{354}s\u{324}e\u{317} ".repeat(100)),
        ("right to left", "\u{202e}\u{2067}baclofen\u{202c}".to_owned()),
        ("a megabyte", "stop ".repeat(210_000)),
        ("quotes and escapes", "\"\\\u{0}\u{7}{}[]<script>".to_owned()),
    ] {
        let line = serde_json::json!({ "id": label, "text": text }).to_string() + "\n";
        let (rows, bad) = run_match(line.as_bytes());
        assert_eq!((rows.len(), bad), (1, 0), "{label}");
        assert!(rows[0]["outcome"].is_string(), "{label}: {}", rows[0]);
    }
}

#[test]
fn a_conversation_answers_opens_offers_and_leaves() {
    let input = b"I missed my dose what now\n1\n/guide\n\nquit\nnever read\n";
    let mut output = Vec::new();
    chat::run(shipped(), &setting(), 0, false, &mut &input[..], &mut output).expect("writing to memory");
    let text = String::from_utf8(output).expect("UTF-8");
    assert!(text.contains("Missed dose\n"), "{text}");
    assert!(text.contains("[1] "), "{text}");
    assert_eq!(text.matches("Emergency? Call 911, 999 or 112.").count(), 3, "one closing line a reply\n{text}");
    assert!(!text.contains("never read"));
}

#[test]
fn a_conversation_reads_bytes_that_are_not_text() {
    let mut output = Vec::new();
    chat::run(shipped(), &setting(), 0, false, &mut &b"baclofen side effects \xff\xfe\n"[..], &mut output).expect("writing to memory");
    assert!(String::from_utf8_lossy(&output).contains("side effects are"), "{}", String::from_utf8_lossy(&output));
}

#[test]
fn one_question_can_say_why_and_speak_json() {
    let mut output = Vec::new();
    let wanted = ask::Wanted { explain: true, json: true };
    ask::run(shipped(), &setting(), 0, "can i tkae zolpidem and baclofin", wanted, &mut output).expect("writing to memory");
    let value: Value = serde_json::from_slice(&output).expect("JSON");
    assert_eq!(value["section"], "interactions");
    let why = value["why"].as_str().expect("why");
    for part in ["outcome", "another medicine, zolpidem", "the guide's medicine, baclofen", "belief", "content    version"] {
        assert!(why.contains(part), "{part}\n{why}");
    }
    assert!(value["reply"].as_str().is_some_and(|reply| reply.contains("-# ")));
}

#[test]
fn a_persons_words_are_never_in_a_reply() {
    for text in ["zzqx marker side effects of baclofen @everyone", "is it ok with zzqxmarkerin 5 mg", "zzqx", "zzqx zzqx help me drive"] {
        let mut output = Vec::new();
        ask::run(shipped(), &setting(), 0, text, ask::Wanted::default(), &mut output).expect("writing to memory");
        let reply = String::from_utf8_lossy(&output).to_lowercase();
        assert!(!reply.contains("zzqx") && !reply.contains("@everyone"), "{reply}");
    }
}

/// What the program prints and reports with these settings, with `input` on its standard input; its exit code.
fn with_settings(settings: &str, arguments: &[&str], input: &str) -> ([String; 2], Option<i32>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("settings.toml");
    std::fs::write(&path, settings).expect("written");
    std::fs::write(folder.path().join("input"), input).expect("written");
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_medguide"));
    program.args(arguments).arg("--config").arg(path).current_dir(env!("CARGO_MANIFEST_DIR"));
    program.stdin(std::fs::File::open(folder.path().join("input")).expect("opened"));
    let output = program.output().expect("it runs");
    ([output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()), output.status.code())
}

#[test]
fn eval_judges_with_the_thresholds_of_the_settings() {
    let answered = |settings: &str| {
        let ([printed, reported], _) = with_settings(settings, &["eval", "tests/golden/dev.tsv", "--json"], "");
        let json: Value = serde_json::from_str(&printed).unwrap_or_else(|_| panic!("{reported}"));
        json["measures"]["answered"].as_f64().expect("a share")
    };
    let (usual, strict) = (answered(""), answered("[answer]\nanswer = 1.0\nclarify = 1.0\n"));
    assert!(usual > 0.85 && strict < usual / 2.0, "{usual} {strict}");
}

#[test]
fn one_question_conversation_and_lines_are_answered_as_the_bot_with_these_settings_would() {
    let danger = "my husband wont wake up";
    let line = "{\"id\":1,\"text\":\"can I drive on baclofen\"}\n";
    let chat = format!("{danger}\n");
    let ways: [(&[&str], &str); 2] = [(&["ask", danger], ""), (&["chat"], &chat)];
    for (arguments, input) in ways {
        let british_first = |settings| {
            let ([printed, _], _) = with_settings(settings, arguments, input);
            printed.find("999").zip(printed.find("911")).map_or_else(|| panic!("{arguments:?}: {printed}"), |(uk, us)| uk < us)
        };
        assert!(british_first("[answer]\nhome_country = \"GB\"\n") && !british_first(""), "{arguments:?}");
    }
    let outcome = |settings: &str| with_settings(settings, &["match"], line).0[0].contains("\"answer\"");
    assert!(outcome("") && !outcome("[answer]\nminimum = 20.0\nanswer = 1.0\nclarify = 1.0\n"));
    for arguments in [&["ask", danger][..], &["match"], &["chat"]] {
        for (settings, key) in
            [("[answer]\nhome_country = \"QQ\"\n", "answer.home_country"), ("[answer]\nguide = \"no\"\n", "answer.guide")]
        {
            let ([_, reported], code) = with_settings(settings, arguments, "");
            assert!(code == Some(6) && reported.contains(key), "{arguments:?} {code:?} {reported}");
        }
    }
}
