// Corpora: text and labelled texts, from files into memory or past it.
//
// Owns: the formats labelled texts come in (`CorpusFormat`), the reading of rows with their labels
// (`ExampleSource` → `Examples`), the streaming of plain text (`TextSource`), and the splitting of
// examples into train, validation and test (`Split`).
//
// Read first: `ExampleSource.swift`, then follow a row inwards:
//
//   file ─ LineReader (Archive) ─▶ RecordReader: one file per format in Formats/
//                                        │ cells: the bytes of the wanted columns, unquoted
//                                        ▼
//                                  RowInterpreter: cells → text, labels, part, or a `RowFault`
//                                        │
//                                        ▼
//                                  ExampleSource: rows → `Examples`; bad rows → stop or skip
//
// Never: splits text into words, changes a text's bytes, holds a corpus in memory when it is only
// to be read through, looks at the network, or decides by the order in which a folder happens to be
// listed.
