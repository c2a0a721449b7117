// Classifying: a model file opened as something that reads text.
//
// Owns: `TextClassifier` (tokenizer, vocabulary and LSTM classifier as one thing, kept in one file) and
// what it answers with, `TextPrediction` and `TextTrace`; its forms in other programs (`Export`) and models
// made of other programs' weights (`Import`). Read `TextClassifier.swift` first.
//
// Never: trains, reads corpora, prints.
