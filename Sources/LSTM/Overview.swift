// LSTM: sequences of word ids in, probabilities of labels out.
//
// Owns: the gates and their layer, the classifier built on it (embedding → LSTM, one layer or more,
// in one direction or two → pooling → dense → softmax or sigmoids), losses, dropout,
// optimisers, the training loop, metrics, and the trace of what every gate did with every word.
//
// Read first: `Gate.swift`, then `LayerPass.swift` (the layer, forward and backward),
// `ShardPass.swift` (a whole shard of a batch), `Trainer.swift`. `ReferenceClassifier.swift` says
// the same in plain Double loops and is the oracle of the tests.
//
// How it gets its speed: a batch is cut into shards of at most 16 sequences, sorted by length and
// stored step by step, so that no padding exists; the inputs of some steps are projected at once;
// the recurrent product and the gates are one kernel; a cell's weight gradients are one product
// after the last step. Gates and weights lie in panels, as the products read them. Shards are cut by the data and summed in a fixed order, so the number of
// threads changes no bit.
//
// Answers can also come from bytes: `QuantizedWeights.swift`, then `QuantizedLayer.swift`.
//
// Never: knows words (ids only) or files other than the container's sections; lets a padding row, a
// neighbour in the batch or a thread change a result; allocates inside the training loop once its
// buffers have grown.
