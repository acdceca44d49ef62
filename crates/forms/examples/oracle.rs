//! Ours beside another converter: `oracle FOLDER OUTPUT`, where OUTPUT has, for each file of FOLDER, `<name>.xml` with
//! the other's XForm or `<name>.err` with its refusal. Run through `cargo xtask forms-oracle FOLDER`.

#[path = "../tests/common/compare.rs"]
mod compare;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, output, rest @ ..] = arguments.as_slice() else {
        eprintln!("oracle FOLDER OUTPUT [-v]");
        return ExitCode::from(2);
    };
    let is_verbose = rest.iter().any(|word| word == "-v");
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let (mut agreed, mut total, mut spent) = (0, 0, std::time::Duration::ZERO);
    for name in names {
        let theirs = std::fs::read_to_string(Path::new(output).join(format!("{name}.xml")));
        let refusal = std::fs::read_to_string(Path::new(output).join(format!("{name}.err")));
        if theirs.is_err() && refusal.is_err() {
            continue;
        }
        let bytes = std::fs::read(Path::new(folder).join(&name)).expect("the file is there");
        let started = Instant::now();
        let ours = forms::Form::read(&bytes, &name).and_then(|form| forms::to_xform(&form));
        spent += started.elapsed();
        total += 1;
        let verdict = match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => {
                let found = compare::differences(&ours, &theirs);
                if found.is_empty() { Ok("the same".to_owned()) } else { Err(found.join("\n      ")) }
            }
            (Err(ours), Err(_)) => Ok(format!("both refuse: {}", ours.problems[0])),
            (Ok(_), Err(_)) => Err(format!("only they refuse: {}", refusal.unwrap_or_default())),
            (Err(ours), Ok(_)) => Err(format!("only we refuse: {ours}")),
        };
        match verdict {
            Ok(text) => {
                agreed += 1;
                if is_verbose {
                    println!("  = {name}: {text}");
                }
            }
            Err(text) => println!("  ≠ {name}\n      {text}"),
        }
    }
    println!("agree on {agreed} of {total}; ours took {:.0} ms altogether", spent.as_secs_f64() * 1000.0);
    if agreed == total { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
