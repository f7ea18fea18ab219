// What gVisor's tests get from its own build elsewhere.
#include <string>

namespace gvisor {
namespace testing {

std::string RunfilePath(std::string path) { return path; }

namespace internal {
void DoCooperativeSave() {}
}  // namespace internal

}  // namespace testing
}  // namespace gvisor
