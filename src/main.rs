use medguide::{knowledge::{files, load}, lexicon::build::Lexicon, matching::{index::{self, Index}, tuning::Techniques, search::Workspace}};
use std::io::BufRead;
fn main() {
    let t = std::time::Instant::now();
    let (f, _) = files::from_dir(std::path::Path::new("knowledge"));
    let (k, faults) = load::parse(&f);
    for f in &faults { eprintln!("{f}"); }
    eprintln!("load {:?}", t.elapsed());
    let g = &k.guides[0];
    let extra: Vec<_> = index::pattern_concepts(g).collect();
    let (lex, faults) = Lexicon::build(&k, &extra);
    for f in &faults { eprintln!("{f}"); }
    eprintln!("lexicon {:?}", t.elapsed());
    let mut tech = Techniques::default();
    let args: Vec<String> = std::env::args().skip(1).collect();
    for a in &args { match a.as_str() { "-concepts" => tech.concepts=false, "-pairs" => tech.pairs=false, "-clauses"=>tech.clauses=false, "-english"=>tech.english=false, "-patterns"=>tech.patterns=false,"-nearest"=>tech.nearest=false, _=>{} } }
    let ix = Index::build(g, &lex, tech);
    eprintln!("index {:?} features {}", t.elapsed(), ix.features());
    let asks = lex.concept("asks").unwrap();
    let asking = |r: &medguide::lexicon::reading::Reading| -> Vec<bool> {
        let mut v = vec![false; r.sentences()];
        for t in &r.tokens { if t.asked { v[t.sentence as usize] = true; } }
        for s in r.spans_of(asks) { v[r.sentence(s.start as usize) as usize] = true; }
        v
    };
    let mut space = Workspace::default();
    let mut scores = vec![];
    if args.iter().any(|a| a == "match") {
        let t0 = std::time::Instant::now(); let mut n=0;
        for line in std::io::stdin().lock().lines() {
            let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            let r = lex.read(v["text"].as_str().unwrap());
            let a = asking(&r);
            ix.score(&r, &a, tech, &mut space, &mut scores);
            let mut hits: Vec<(usize,f32)> = scores.iter().copied().enumerate().collect();
            hits.sort_by(|a,b| b.1.total_cmp(&a.1));
            let secs: Vec<&str> = hits.iter().filter(|h| h.0 < g.sections.len()).take(3).map(|h| g.target_id(h.0 as u16)).collect();
            let top = hits[0]; let o = if top.0 < g.sections.len() {"answer"} else if g.target_id(top.0 as u16)=="chatter" {"chatter"} else {"not-covered"};
            println!("{}", serde_json::json!({"id": v["id"], "outcome": o, "section": secs[0], "candidates": secs, "topic": g.target_id(top.0 as u16), "score": top.1, "margin": top.1-hits[1].1}));
            n+=1;
        }
        eprintln!("{} in {:?}", n, t0.elapsed());
    } else { for q in &args {
        let r = lex.read(q);
        for (i, tok) in r.tokens.iter().enumerate() { print!("{}[{:?} {}] ", r.word(i), tok.how, lex.name(tok.stem)); }
        println!();
        for s in &r.spans { println!("  {} {}", lex.name(s.concept), r.words(s.start, s.end)); }
        println!("  {:?}", r.mentions);
        let a = asking(&r); ix.score(&r, &a, tech, &mut space, &mut scores);
        let mut hits: Vec<(usize,f32)> = scores.iter().copied().enumerate().collect();
        hits.sort_by(|a,b| b.1.total_cmp(&a.1));
        for h in hits.iter().take(4) { println!("  {} {:.2}", g.target_id(h.0 as u16), h.1);
            for e in ix.explain(&r, &a, tech, h.0 as u16, |s| lex.name(s).to_owned()).iter().take(6) { println!("      {:.2} {} {:?} {:?}", e.weight, e.words, e.kind, e.concept); } }
    } }
}
