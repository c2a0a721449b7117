import Foundation
import Testing

/// `run`, `check`, `plan`, `schema`, and the program itself.
@Suite struct PipelineCommandTests {
  @Test func runs() throws {
    let kitchen = try Kitchen()
    let first = try kitchen.lexigate("run", "p.json", "--out", "here/run", "--threads", "2")
    #expect(first.code == 0)
    #expect(first.output.hasPrefix("tiny: 7 stages in "))
    #expect(first.output.contains("\nfiles in here/run/\n"))
    #expect(first.output.hasSuffix("  run.json\n"))
    #expect(first.diagnostics.hasPrefix("[1/7] reviews (examples)\n  done in "))
    #expect(first.diagnostics.contains("\n[4/7] classifier (lstm)\n  epoch 1 of 2: loss "))
    #expect(!first.diagnostics.contains("\u{1B}"))
    for file in ["classifier.model.gz", "report.html", "run.json", "vectors.vectors.gz"] {
      #expect(kitchen.has("here/run/" + file))
    }

    let second = try kitchen.lexigate("run", "p.json", "--out", "here/run")
    #expect(second.output.hasPrefix("tiny: 7 stages in 0.0 s, 7 kept from the last run\n"))
    #expect(second.diagnostics.contains("[7/7] report (report): kept from the last run\n"))
    let fresh = try kitchen.lexigate("run", "p.json", "--out", "here/run", "--fresh", "--quiet")
    #expect(fresh.diagnostics.isEmpty)
    #expect(!fresh.output.contains("kept from the last run"))
  }

  @Test func runsIntoItsOwnFolderAndTakesOverrides() throws {
    let kitchen = try Kitchen()
    let result = try kitchen.lexigate(
      "run", "p.json", "--set", "classifier.epochs=1", "--set", "vectors.epochs=1", "--quiet")
    #expect(result.code == 0)
    #expect(kitchen.has("runs/tiny/run.json"))
  }

  @Test func theWorkMayFail() throws {
    let kitchen = try Kitchen()
    try kitchen.write("text\tlabel\nno label\n", to: "reviews.tsv")
    #expect(
      try kitchen.refusal(["run", "p.json", "--quiet"], code: 1)
        == "error: stage \"reviews\": reviews.tsv:2: 1 field in this row, "
        + "but the file has 2 columns\n")
    #expect(
      try kitchen.refusal(["run", "p.json", "--quiet", "--out", "empty"], code: 2)
        == "error: empty: the folder for the results cannot be used: "
        + "there is a file of that name; choose another one with --out\n")
  }

  @Test func checksAndPlans() throws {
    let kitchen = try Kitchen.shared.get()
    let check = try kitchen.lexigate("check", "p.json")
    #expect(check.code == 0)
    #expect(check.output == "p.json: sound: pipeline \"tiny\" of 7 stages\n")
    #expect(check.diagnostics.isEmpty)
    let plan = try kitchen.lexigate("plan", "p.json", "--out", "run", "--set", "scores.on=train")
    #expect(plan.code == 0)
    #expect(
      plan.output == """
           stage       kind            why
        1  reviews     examples  kept  nothing it depends on changed
        2  tokens      tokenize  kept  nothing it depends on changed
        3  vectors     word2vec  kept  nothing it depends on changed
        4  classifier  lstm      kept  nothing it depends on changed
        5  scores      evaluate  run   changed: on
        6  story       trace     kept  nothing it depends on changed
        7  report      report    run   "scores" runs again

        """)
    #expect(plan.diagnostics.isEmpty)
    #expect(try kitchen.lexigate("plan", "p.json", "--out", "nowhere").code == 0)
    #expect(!kitchen.has("nowhere"))
  }

  /// All faults at once, each with its place, and nothing written.
  @Test func refusesFaultyFiles() throws {
    let kitchen = try Kitchen()
    let faulty = Kitchen.pipeline
      .replacingOccurrences(of: #""minCount": 2"#, with: #""mincount": 2"#)
      .replacingOccurrences(of: #""hidden": 8"#, with: #""hidden": "8""#)
      .replacingOccurrences(of: "reviews.tsv", with: "review.tsv")
    try kitchen.write(faulty, to: "faulty.json")
    let check = try kitchen.refusal(["check", "faulty.json"])
    for place in ["faulty.json:4:", "faulty.json:5:", "faulty.json:8:"] {
      #expect(check.contains(place), "\(check)")
    }
    #expect(check.components(separatedBy: "\n").count == 4)
    #expect(try kitchen.refusal(["run", "faulty.json"]) == check)
    #expect(try kitchen.refusal(["plan", "faulty.json"]) == check)
    #expect(!kitchen.has("runs"))

    #expect(
      try kitchen.refusal(["check", "none.json"])
        == "error: none.json: there is no such file; expected a pipeline file\n")
    #expect(
      try kitchen.refusal(["run", "folder"])
        == "error: folder: this is a folder; expected a pipeline file\n")
    #expect(try kitchen.refusal(["check", "empty"]).hasPrefix("empty:1:1: "))
    #expect(
      try kitchen.refusal(["check", "p.json", "--set", "scores.of=test"])
        .hasPrefix("--set scores.of=test: "))
    #expect(
      try kitchen.refusal(["check", "p.json", "--set", "nonsense"]).contains("--set nonsense"))
  }

  @Test func printsTheSchema() throws {
    let kitchen = try Kitchen.shared.get()
    let schema = try kitchen.lexigate("schema")
    #expect(schema.code == 0)
    #expect(try object(schema.output)["$schema"] != nil)
    let help = try kitchen.lexigate("schema", "--stage", "lstm")
    #expect(help.code == 0)
    #expect(help.output.contains("hidden"))
    #expect(try kitchen.refusal(["schema", "--stage", "gru"]).contains("gru"))
  }

  @Test func helpsAndTellsItsVersion() throws {
    let kitchen = try Kitchen.shared.get()
    for arguments in [
      ["--help"], ["run", "--help"], ["vectors", "--help"], ["help", "predict"], ["vectors"], [],
    ] {
      let result = try Program.run(arguments, in: kitchen.folder)
      #expect(result.code == 0, "\(arguments)")
      #expect(result.output.contains("USAGE: lexigate"), "\(arguments)")
      #expect(result.diagnostics.isEmpty)
    }
    let version = try kitchen.lexigate("--version")
    #expect(version.code == 0)
    #expect(version.output.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
  }

  @Test func refusesBadUsage() throws {
    let kitchen = try Kitchen.shared.get()
    let model = "run/classifier.model.gz"
    for arguments in [
      ["--nonsense"], ["nonsense"], ["run"], ["run", "p.json", "--nonsense"],
      ["run", "p.json", "--out"],
      ["run", "p.json", "--out", ""], ["predict", model], ["predict", model, "--text", "x", "-"],
      ["trace", model], ["trace", model, "--text", "x", "--json", "--svg"],
      ["vectors", "nearest", "run/vectors.vectors.gz"],
      ["vectors", "convert", "run/vectors.vectors.gz", "x", "--to", "fasttext"],
      ["vectors", "convert", "run/vectors.vectors.gz", "x", "--to", "csv"],
      ["vectors", "evaluate", "run/vectors.vectors.gz"],
      ["vectors", "nearest", "run/vectors.vectors.gz", "soup", "--count", "0"],
      ["serve", model, "--port", "x"],
    ] {
      #expect(try kitchen.refusal(arguments).hasPrefix("Error: "), "\(arguments)")
    }
    #expect(
      try kitchen.refusal(["run", "p.json", "--threads", "0"])
        .hasPrefix("Error: --threads 0: expected a number from 1 to 1024.\n"))
    for threads in ["-1", "1025", "two"] {
      _ = try kitchen.refusal(["predict", model, "--text", "x", "--threads=\(threads)"])
    }
    #expect(!kitchen.has("x"))
  }
}
