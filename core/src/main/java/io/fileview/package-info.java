/**
 * Map files, see what of them is in memory, make changes durable, and unmap at once.
 *
 * <table class="striped">
 * <caption>The types, in the order in which a program meets them</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link io.fileview.FileMapping}</td><td>an open file, or memory alone, that can be
 * mapped</td></tr>
 * <tr><td>{@link io.fileview.View}</td><td>a range of it in the address space</td></tr>
 * <tr><td>{@link io.fileview.Protection}</td><td>read only, read and write, copy on write</td></tr>
 * <tr><td>{@link io.fileview.Durability}</td><td>how far a flush goes</td></tr>
 * <tr><td>{@link io.fileview.Advice}</td><td>how the program is going to use a range</td></tr>
 * <tr><td>{@link io.fileview.PageMap}</td><td>the state of each page of a view</td></tr>
 * <tr><td>{@link io.fileview.CacheCounts}</td><td>the same in sum, cheaply</td></tr>
 * <tr><td>{@link io.fileview.Views}</td><td>all live views of the process, and how to unmap by
 * address</td></tr>
 * <tr><td>{@link io.fileview.MappingException}</td><td>what went wrong, with file, offset, length
 * and
 * error name</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package io.fileview;

import org.jspecify.annotations.NullMarked;
