// What libFuzzer calls, handed on to the reader that the environment names.
#include <stddef.h>
#include <stdint.h>

void lexigate_fuzz_pipelines(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  lexigate_fuzz_pipelines(bytes, count);
  return 0;
}
