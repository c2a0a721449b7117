// EmbeddingStore: words, their ids, their vectors, and the files these live in.
//
// Read `Vocabulary` first, then `EmbeddingTable`. `Formats/` has one file for each foreign format.
//
// This target never trains anything, never tokenizes, and never knows which model uses a vector.
