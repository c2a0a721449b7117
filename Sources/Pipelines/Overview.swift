// Pipelines owns the pipeline file and what it sets going: reading it, checking it, putting its
// stages in order, doing the work and keeping the record of it.
//
//   Stages/        one struct per stage, each with the table of its keys
//   PipelineFile/  file → tree → overrides → checked stages in the order of running
//   Run/           what is kept and what runs (`RunPlan`), the run (`PipelineRunner`), what its
//                  stages share (`Workshop`), one file per stage's work, the record, the summary
//
// Read `Stages/LSTMStage.swift` first: it shows what a stage is. Then `Stages/Key.swift`, which says
// how one table serves the decoder, the checker, the JSON Schema and the help; then
// `PipelineFile/PipelineFile.swift` and `Run/PipelineRunner.swift`, the path of a file through the
// house.
//
// What it never does: nothing in Stages' tables or PipelineFile reads data; the inputs a file names
// are only looked for. No stage is found by a string at run time: `Stage` is a closed enum.
