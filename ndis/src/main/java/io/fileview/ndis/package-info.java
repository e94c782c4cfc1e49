/**
 * The file functions that NDIS gives drivers, for Java: a whole file is opened and read at once, and
 * mapped by one holder at a time.
 *
 * <table class="striped">
 * <caption>The types, in the order in which a program meets them</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link io.fileview.ndis.ExclusiveFile}</td><td>for new programs: a read-only file that one
 * holder at a time has mapped</td></tr>
 * <tr><td>{@link io.fileview.ndis.NdisFiles}</td><td>NdisOpenFile, NdisMapFile, NdisUnmapFile and
 * NdisCloseFile on a directory</td></tr>
 * <tr><td>{@link io.fileview.ndis.NdisStatus}</td><td>their status codes</td></tr>
 * <tr><td>{@link io.fileview.ndis.MiniportHost}</td><td>runs a routine as MiniportInitializeEx, and
 * says what it left open</td></tr>
 * <tr><td>{@link io.fileview.ndis.Irql}</td><td>the simulated interrupt request level</td></tr>
 * </tbody>
 * </table>
 *
 * <p>The sources are Microsoft's pages on these functions (Windows Driver Kit, {@code ndis.h}). Where
 * they leave room, the class that decides says how.
 */
@NullMarked
package io.fileview.ndis;

import org.jspecify.annotations.NullMarked;
