// Kernels: the Swift face of the fast loops.
//
// Owns: `Matrix`, the loops over floats (`Kernel`), packed weights, the team of threads
// (`WorkerTeam`) and seeded random streams. Read `Kernel.swift` first; `Reference.swift` holds the
// same loops as one would write them on paper, and the tests hold the two against each other.
//
// Never: reads files, throws, keeps global state, or lets a result depend on the number of threads.
