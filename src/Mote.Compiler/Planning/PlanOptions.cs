namespace Mote.Compiler.Planning;

/// <summary>How hard to look for a smaller arena.</summary>
/// <param name="SearchNodes">
/// The effort of the exact search, counted in blocks weighed at partial plans. A count and not a time, so that a plan
/// does not depend on the machine that made it. Zero leaves the plan to the greedy orders.
/// </param>
/// <param name="ChangedOrders">How many orders of placing are tried where blocks may overlap; the exact search does not know
/// overlaps.</param>
public sealed record PlanOptions(long SearchNodes = 10_000_000, int ChangedOrders = 4_000);
