/**
 * Map files, see what of them is in memory, make changes durable, and unmap them immediately.
 *
 * <table class="striped">
 * <caption>The types, in the order in which a program meets them</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link io.fileview.FileMapping}</td><td>an open file, or memory alone, that can be
 * mapped</td></tr>
 * <tr><td>{@link io.fileview.View}</td><td>a range of it in the address space</td></tr>
 * <tr><td>{@link io.fileview.Protection}</td><td>read only, read and write, copy on write</td></tr>
 * <tr><td>{@link io.fileview.guarded.GuardedAccess}</td><td>access that reports unreadable pages at the
 * access</td></tr>
 * <tr><td>{@link io.fileview.Durability}</td><td>what a flush guarantees</td></tr>
 * <tr><td>{@link io.fileview.Advice}</td><td>how the program is going to use a range</td></tr>
 * <tr><td>{@link io.fileview.pages.PageMap}</td><td>the state of each page of a view</td></tr>
 * <tr><td>{@link io.fileview.pages.CacheCounts}</td><td>what the file cache holds, as counts</td></tr>
 * <tr><td>{@link io.fileview.flush.FlushScheduler}</td><td>flushes in the background, within
 * bounds</td></tr>
 * <tr><td>{@link io.fileview.commit.CommitMapping}</td><td>a file that is changed atomically</td></tr>
 * <tr><td>{@link io.fileview.Views}</td><td>all live views of the process, and unmapping by
 * address</td></tr>
 * <tr><td>{@link io.fileview.MappingException}</td><td>what failed, with file, offset, length and
 * error name</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package io.fileview;

import org.jspecify.annotations.NullMarked;
