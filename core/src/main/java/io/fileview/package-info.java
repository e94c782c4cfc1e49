/**
 * Types to map files, to inspect which of their pages are in memory, to make changes durable, and
 * to unmap views immediately.
 *
 * <table class="striped">
 * <caption>The main types</caption>
 * <thead><tr><th>type</th><th>purpose</th></tr></thead>
 * <tbody>
 * <tr><td>{@link io.fileview.FileMapping}</td><td>an open file, or memory without a file, whose
 * ranges can be mapped</td></tr>
 * <tr><td>{@link io.fileview.View}</td><td>a range mapped into the address space</td></tr>
 * <tr><td>{@link io.fileview.Protection}</td><td>read-only, read-write or copy-on-write</td></tr>
 * <tr><td>{@link io.fileview.guarded.GuardedAccess}</td><td>access that throws an exception at an
 * unreadable page</td></tr>
 * <tr><td>{@link io.fileview.Durability}</td><td>what a flush guarantees</td></tr>
 * <tr><td>{@link io.fileview.Advice}</td><td>how a range will be used</td></tr>
 * <tr><td>{@link io.fileview.pages.PageMap}</td><td>the state of each page of a view</td></tr>
 * <tr><td>{@link io.fileview.pages.CacheCounts}</td><td>aggregate counts of what the file cache
 * holds</td></tr>
 * <tr><td>{@link io.fileview.flush.FlushScheduler}</td><td>flushes in the background that bound
 * what a power failure can lose</td></tr>
 * <tr><td>{@link io.fileview.commit.CommitMapping}</td><td>a file whose changes are committed
 * atomically</td></tr>
 * <tr><td>{@link io.fileview.Views}</td><td>the mapped views of the process</td></tr>
 * <tr><td>{@link io.fileview.MappingException}</td><td>what failed, with file, range and error
 * name</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package io.fileview;

import org.jspecify.annotations.NullMarked;
