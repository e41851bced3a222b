namespace Mote.Core;

/// <summary>
/// Marks a family of records whose cases are all in this assembly. A switch expression over it must name every case;
/// the in-repository analyzer holds that (see CONTRIBUTING.md).
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ClosedAttribute : Attribute;
