// Pipelines owns the pipeline file: reading it, checking it, putting its stages in order, and (in
// `Run/`) doing the work and keeping the record of it.
//
//   JSON/          a strict parser that remembers line and column; a deterministic writer
//   Stages/        one struct per stage, each with the table of its keys
//   PipelineFile/  file → tree → overrides → checked stages in the order of running
//
// Read `Stages/LSTMStage.swift` first: it shows what a stage is. Then `Stages/Key.swift`, which says
// how one table serves the decoder, the checker, the JSON Schema and the help; then
// `PipelineFile/PipelineFile.swift`, the path of a file through the house.
//
// What it never does: nothing in JSON, Stages' tables or PipelineFile reads data; the inputs a file
// names are only looked for. No stage is found by a string at run time: `Stage` is a closed enum.
