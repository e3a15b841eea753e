// Misuse of the library, and what is said to it.
#pragma once

#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <ostream>
#include <string>
#include <string_view>

namespace test {

/// The message of the Error that an action throws.
template <class Action>
std::string message_of(const Action& action) {
  try {
    action();
  } catch (const xgrad::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

/// A call that is refused, of what a test gives it, and how the message begins.
template <class... Given>
struct MisuseOf {
  const char* message;
  std::function<void(const Given&...)> use;
};
using Misuse = MisuseOf<>;

template <class... Given>
std::ostream& operator<<(std::ostream& stream, const MisuseOf<Given...>& misuse) {
  return stream << misuse.message;
}

/// Checks what `action` throws against such a beginning.
template <class Action>
void check_message(const Action& action, std::string_view begin) {
  BOOST_TEST(message_of(action).substr(0, begin.size()) == begin);
}

}  // namespace test
