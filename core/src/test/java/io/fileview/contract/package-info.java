/**
 * What every engine must do, as tests that run on any: an engine's test class implements the interfaces of this package
 * that end in Contract. Only what {@link io.fileview.spi} promises is tested here.
 */
@NullMarked
package io.fileview.contract;

import org.jspecify.annotations.NullMarked;
