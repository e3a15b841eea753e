# Installing: the library, its headers as they lie in the tree, and the CMake package.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/xgrad)
foreach(folder core autograd nn optim)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/xgrad
          FILES_MATCHING PATTERN "*.hpp"
          REGEX "/nn/data/readers/[^/.]+$|/nn/training/tensorboard$" EXCLUDE)  # of the components
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/xgrad.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/xgrad)

install(TARGETS xgrad EXPORT xgradTargets)
install(EXPORT xgradTargets NAMESPACE xgrad:: DESTINATION ${package_dir})
foreach(component ${xgrad_components})
  if(TARGET xgrad_${component})
    xgrad_component_folder(${component} folder)
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}/
            DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/xgrad/${folder}
            FILES_MATCHING PATTERN "*.hpp")
    install(TARGETS xgrad_${component} EXPORT xgrad_${component}Targets)
    install(EXPORT xgrad_${component}Targets NAMESPACE xgrad:: DESTINATION ${package_dir})
  endif()
endforeach()
configure_package_config_file(cmake/xgradConfig.cmake.in ${PROJECT_BINARY_DIR}/xgradConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/xgradConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/xgradConfig.cmake ${PROJECT_BINARY_DIR}/xgradConfigVersion.cmake
              cmake/dependencies.cmake cmake/components.cmake
              cmake/xgradFormulas.cmake cmake/wide_entries.ld cmake/wide_tables.ld.in
        DESTINATION ${package_dir})
