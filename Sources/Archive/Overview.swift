// Archive: files as bytes. Reading them plain or gzip, replacing them safely, and the one container
// that every own binary file uses (vectors, models, checkpoints, caches).
//
// Read `ByteReader` first, then `SafeFile`, then `ContainerWriter` and `ContainerReader`, whose bytes
// `ContainerContent` gets, member by member where `MemberIndex` finds that it may. `SpoolFile` is for
// what does not fit in memory and outlives nobody.
// This target never knows what the bytes mean: no words, no vectors, no models.
//
// # The container, byte by byte (version 1)
//
// On the disk it is a gzip file (RFC 1952) of one or more members; `gunzip` accepts it. A writer of
// ours starts a new member every 262,144 inflated bytes and at the start of every section, packs with
// deflate, and states in every member's header: no name, no time, system 255 (unknown), and one extra
// field, so that members can be found without inflating them:
//
//     'L' 'X'   8 0   packed length of the member (uint32)   its inflated length (uint32)
//
// A reader may ignore this field, and must not believe it. Any other division into members, or none,
// is the same file, even when the gzip layer is taken off. Where all is as a writer of ours lays it, a
// reader of ours unpacks members on all cores, and only those of the sections that are asked for; it
// has held the checksums behind all members against that of the whole, and holds each member that it
// unpacks against its own.
//
// Inflated, it is (all numbers with the lowest byte first):
//
//     offset  size  content
//          0     8  magic: the letters LEXIGATE
//          8     4  version of this layout: 1
//         12     4  H, length of the header; a multiple of 8, at most 16 MiB
//         16     H  header: JSON in UTF-8, padded with spaces
//     16 + H     …  the sections, in the header's order, each padded with zeros to a multiple of 8
//        end     4  CRC-32 (as in gzip) of all bytes before it; nothing follows
//
// The header is one object:
//
//     {"kind": "vectors", "sections": [
//       {"name": "words", "type": "strings", "shape": [2], "offset": 0, "bytes": 17, "required": true},
//       {"name": "vectors", "type": "float32", "shape": [2, 3], "offset": 24, "bytes": 24, …} ]}
//
// `offset` counts from the end of the header; it is the end of the section before, padded. Names are
// unique. A reader skips an optional section that it does not know and refuses a required one. Types:
//
//     json      shape [bytes]          a JSON value in UTF-8
//     strings   shape [n]              n lengths (uint32), then the n strings' bytes, nothing between
//     int64     shape [n]              n integers of 8 bytes
//     float32   shape [rows, columns]  IEEE 754, row after row, in blocks of 65,536 values (the last
//                                      one fewer). A block of n values is stored as n lowest bytes,
//                                      n second bytes, n third bytes, n highest bytes.
//     float16   shape [rows, columns]  the same of half floats: blocks of 131,072 values, two planes
//     int8      shape [rows, columns]  bytes −128 to 127, row after row
//
// `Tests/ArchiveTests/Resources/read_container.py` reads all this in thirty lines of Python.
