// Owners of what libzip opens.
#pragma once

#include <memory>
#include <new>
#include <zip.h>

namespace xgrad::nn::data {

struct DiscardZip {
  void operator()(::zip_t* archive) const { ::zip_discard(archive); }
  void operator()(::zip_source_t* source) const { ::zip_source_free(source); }
  void operator()(::zip_file_t* file) const { ::zip_fclose(file); }
};
/// An archive, whose changes are lost unless it is closed.
using ZipArchive = std::unique_ptr<::zip_t, DiscardZip>;
using ZipSource = std::unique_ptr<::zip_source_t, DiscardZip>;
using ZipMember = std::unique_ptr<::zip_file_t, DiscardZip>;

/// The error of a call of libzip.
class ZipError {
 public:
  ZipError() { ::zip_error_init(&error_); }
  ~ZipError() { ::zip_error_fini(&error_); }
  ZipError(const ZipError&) = delete;
  ZipError& operator=(const ZipError&) = delete;

  ::zip_error_t* get() { return &error_; }
  const char* text() { return text_of(&error_); }
  /// The text of an error. Throws std::bad_alloc if it is that memory is missing.
  static const char* text_of(::zip_error_t* error) {
    if (::zip_error_code_zip(error) == ZIP_ER_MEMORY) throw std::bad_alloc();
    return ::zip_error_strerror(error);
  }

 private:
  ::zip_error_t error_;
};

}  // namespace xgrad::nn::data
