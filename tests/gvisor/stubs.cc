// Functions that gVisor's tests otherwise get from its own build.
#include <string>

namespace gvisor {
namespace testing {

std::string RunfilePath(std::string path) { return path; }

namespace internal {
void DoCooperativeSave() {}
}  // namespace internal

}  // namespace testing
}  // namespace gvisor
