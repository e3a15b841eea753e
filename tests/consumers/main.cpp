// A program outside the tree: finds the headers and links the library.
#include <xgrad/xgrad.hpp>

#include <cstring>

int main() {
  return std::strlen(xgrad::version()) > 0 ? 0 : 1;
}
