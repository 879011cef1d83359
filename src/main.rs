use medguide::{knowledge::{files, load}, lexicon::build::Lexicon};
fn main() {
    let t = std::time::Instant::now();
    let (k, faults) = load::parse(&files::embedded());
    for f in &faults { println!("{f}"); }
    eprintln!("load {:?}", t.elapsed());
    let (lex, faults) = Lexicon::build(&k, &[]);
    for f in &faults { println!("{f}"); }
    eprintln!("built {:?}", t.elapsed());
    for q in std::env::args().skip(1) {
        let t = std::time::Instant::now();
        let r = lex.read(&q);
        let e = t.elapsed();
        for (i, tok) in r.tokens.iter().enumerate() { print!("{}[{:?} {} s{}c{}] ", r.word(i), tok.how, lex.name(tok.stem), tok.sentence, tok.clause); }
        println!();
        for s in &r.spans { println!("  {} {}", lex.name(s.concept), r.words(s.start, s.end)); }
        println!("  {:?} {e:?}", r.mentions);
    }
}
