/**
 * The interfaces that an engine implements. Programs do not need this package.
 *
 * <p>An {@link io.fileview.spi.Engine} opens {@link io.fileview.spi.EngineFile files} and {@link
 * io.fileview.spi.Directory directories}, and maps {@link io.fileview.spi.MappedRange ranges} of
 * the files. Each capability that only some engines support is a separate interface: {@link
 * io.fileview.spi.WritebackRepair}, {@link io.fileview.spi.BlockCloning}, {@link
 * io.fileview.spi.PageResidency}, {@link io.fileview.spi.PageLocking}, {@link
 * io.fileview.spi.PrivatePages} and {@link io.fileview.spi.SystemCopies}. If an engine lacks a capability, Fileview uses a substitute where
 * there is one: for example, it copies a file that cannot be cloned. Otherwise the operation fails.
 */
@NullMarked
package io.fileview.spi;

import org.jspecify.annotations.NullMarked;
