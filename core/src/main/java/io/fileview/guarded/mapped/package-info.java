/**
 * How guarded access works: on pages that are mapped, where {@link
 * io.fileview.guarded.mapped.PageAccess} alone touches them, and on a page table in software.
 */
@NullMarked
package io.fileview.guarded.mapped;

import org.jspecify.annotations.NullMarked;
