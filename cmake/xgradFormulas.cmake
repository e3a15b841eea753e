# xgrad_add_formulas(TARGET FILE...): compiles files of a target, those with formulas in them, for
# every instruction set of XGRAD_INSTRUCTION_SETS besides that of the target's flags. Which of them
# runs is chosen at run time: see docs/formulas.md and, for how, Note [Instruction sets].
set(XGRAD_INSTRUCTION_SETS avx2 CACHE STRING
    "Instruction sets for formulas besides that of the flags: avx2, avx512")

# Other processors have other sets; flags for one processor leave nothing to choose; what a sanitizer
# notes down about an object is not for two of them.
function(xgrad_has_wide_sets target result)
  set(${result} OFF PARENT_SCOPE)
  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$" OR NOT XGRAD_INSTRUCTION_SETS)
    return()
  endif()
  get_target_property(options ${target} COMPILE_OPTIONS)
  get_target_property(library_options xgrad::xgrad INTERFACE_COMPILE_OPTIONS)
  if(NOT "${CMAKE_CXX_FLAGS} ${options} ${library_options}" MATCHES "-march=|-fsanitize=")
    set(${result} ON PARENT_SCOPE)
  endif()
endfunction()

function(xgrad_add_formulas target)
  xgrad_has_wide_sets(${target} wide)
  if(NOT wide)
    return()
  endif()
  find_program(XGRAD_LD NAMES ld.bfd ld REQUIRED)
  find_program(XGRAD_OBJCOPY objcopy REQUIRED)
  mark_as_advanced(XGRAD_LD XGRAD_OBJCOPY)
  set(flags_avx2 -mavx2 -mfma)
  set(flags_avx512 -mavx512f -mavx512cd -mavx512dq -mavx512bw -mfma
      $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)  # g++ 12, of its own intrinsics
  set(scripts ${CMAKE_CURRENT_FUNCTION_LIST_DIR})

  foreach(source IN LISTS ARGN)
    get_filename_component(path ${source} ABSOLUTE)
    file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${path})
    string(MAKE_C_IDENTIFIER "xgrad_wide_${PROJECT_NAME}_${path}" tables)
    get_property(known SOURCE ${source} PROPERTY COMPILE_DEFINITIONS)
    if(NOT XGRAD_WIDE_TABLES=${tables} IN_LIST known)  # which is the same for all its targets
      set_property(SOURCE ${source} APPEND PROPERTY
                   COMPILE_DEFINITIONS XGRAD_WIDE_TABLES=${tables})
    endif()
    string(MAKE_C_IDENTIFIER "${target}_${tables}" name)
    set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.o)
    set(parts "")
    set(commands "")
    set(dependencies "")
    foreach(instructions IN LISTS XGRAD_INSTRUCTION_SETS)
      set(copy ${name}_${instructions})
      add_library(${copy} OBJECT ${source})
      target_include_directories(${copy} PRIVATE $<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>)
      target_compile_features(${copy} PRIVATE cxx_std_20)
      target_compile_definitions(${copy} PRIVATE XGRAD_WIDE_SET=${instructions}
                                                 $<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>)
      target_compile_options(${copy} PRIVATE
        $<TARGET_PROPERTY:${target},COMPILE_OPTIONS> ${flags_${instructions}}
        -ffunction-sections -fdata-sections -fno-lto $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
      set_target_properties(${copy} PROPERTIES POSITION_INDEPENDENT_CODE ON)

      # Of all that was compiled only the kernels stay, and nothing keeps a name outside.
      set(part ${CMAKE_CURRENT_BINARY_DIR}/${copy}.o)
      list(APPEND parts ${part})
      list(APPEND commands
        COMMAND ${XGRAD_OBJCOPY} --remove-section=.init_array --remove-section=.rela.init_array
                $<TARGET_OBJECTS:${copy}> ${part}.all
        COMMAND ${XGRAD_LD} -r --force-group-allocation --gc-sections --undefined=xgrad_wide_entries
                -T ${scripts}/wide_entries.ld -o ${part} ${part}.all
        COMMAND ${XGRAD_OBJCOPY} --strip-unneeded --wildcard --localize-symbol=* ${part})
      list(APPEND dependencies $<TARGET_OBJECTS:${copy}>)
    endforeach()

    set(script ${CMAKE_CURRENT_BINARY_DIR}/${name}.ld)
    configure_file(${scripts}/wide_tables.ld.in ${script} @ONLY)
    add_custom_command(OUTPUT ${object} ${commands}
      COMMAND ${XGRAD_LD} -r -T ${script} -o ${object} ${parts}
      DEPENDS ${dependencies} ${script} ${scripts}/wide_entries.ld
      COMMENT "Joining the wide kernels of ${source}" VERBATIM)
    set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
    target_sources(${target} PRIVATE ${object})
    set_property(TARGET ${target} APPEND PROPERTY XGRAD_WIDE_OBJECTS ${object})
  endforeach()
endfunction()
