// EmbeddingStore: words, their ids, their vectors, and the files these live in.
//
// Read `Vocabulary` first, then `EmbeddingTable`, then `OwnStore`, which lays a table into lexigate's
// own file. `SubwordVectors` makes vectors for words that no table has. `NearestIndex` answers
// questions about nearness. `Phrases/` joins words that belong together: `PhraseDetector` finds them,
// `PhraseTable` is what it finds, `PhraseJoiner` reads texts with it. `Formats/` has one file or a few
// for each foreign form; `FormatDetection` tells them apart by content, `VectorFile` reads and writes
// them, `SkippedRows` is what a lenient reading left out. Texts as ids are an
// `EncodedTextSource`: `EncodedTexts` in memory, `SpooledTexts` on disk.
//
// This target never trains anything, never tokenizes, and never knows which model uses a vector.
