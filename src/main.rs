use medguide::{answer::{snapshot::*, explain, render}, knowledge::{files, load}, matching::tuning::Techniques};
use std::io::BufRead;
fn main() {
    let t = std::time::Instant::now();
    let (f, _) = files::from_dir(std::path::Path::new("knowledge"));
    let (k, faults) = load::parse(&f);
    for f in &faults { eprintln!("{f}"); }
    let mut tech = Techniques::default();
    let mut th = Thresholds::default();
    let args: Vec<String> = std::env::args().skip(1).collect();
    for a in &args { match a.as_str() { "-concepts" => tech.concepts=false, "-pairs" => tech.pairs=false, "-clauses"=>tech.clauses=false, "-english"=>tech.english=false, "-patterns"=>tech.patterns=false,"-nearest"=>tech.nearest=false,
       a if a.starts_with("min=") => th.minimum = a[4..].parse().unwrap(), a if a.starts_with("ans=") => th.answer = a[4..].parse().unwrap(), a if a.starts_with("cla=") => th.clarify = a[4..].parse().unwrap(), _=>{} } }
    let (s, faults) = Snapshot::build(k, tech, th);
    for f in &faults { eprintln!("{f}"); }
    eprintln!("built {:?}", t.elapsed());
    let g = &s.knowledge.guides[0];
    let mut space = Space::default();
    if args.iter().any(|a| a == "match") {
        let t0 = std::time::Instant::now(); let mut n=0;
        for line in std::io::stdin().lock().lines() {
            let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            let d = s.judge(v["text"].as_str().unwrap(), 0, &mut space);
            let secs: Vec<&str> = d.candidates.iter().map(|h| g.target_id(*h)).collect();
            println!("{}", serde_json::json!({"id": v["id"], "outcome": d.outcome.name(), "section": d.shown.first().filter(|_| d.outcome.name()=="answer").map(|t| g.target_id(*t)).or(secs.first().copied()), "candidates": secs, "topic": d.topic.map(|t| g.target_id(t)), "score": d.score, "rule": d.rule, "urgent": d.urgent.map(|u| u.name()),
              "hits": d.hits.iter().take(3).map(|h| (g.target_id(h.target), h.score)).collect::<Vec<_>>() }));
            n+=1;
        }
        eprintln!("{} in {:?}", n, t0.elapsed());
    } else { for q in &args {
        let r = s.lexicon.read(q);
        let d = s.judge_reading(&r, 0, &mut space);
        println!("{}", explain::explain(&s, &d, &r));
        let setting = render::Setting::new(&s.knowledge, None, "2026-11-23".parse().unwrap());
        if let Some(r) = render::render(&s, &d, &setting, true) { println!("{}", r.text()); }
    } }
}
