// Word2Vec: word vectors from text by skip-gram with negative sampling, and how good vectors are.
//
// Owns: training (`SkipGram.swift`, read it first), what it draws by chance (`WindowSampler.swift`,
// `AliasTable.swift`, `Subsampling.swift`), and the tests of vectors against human judgement
// (`Evaluation/`). `SkipGramReference.swift` is the same training as one would write it on paper.
//
// Never: reads files, tokenizes, knows what the vectors are used for, or lets a result depend on the
// number of threads.
