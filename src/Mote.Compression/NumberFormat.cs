namespace Mote.Compression;

/// <summary>In which numbers a layer computes.</summary>
public enum NumberFormat
{
    /// <summary>int8 activations with scale and zero point, int8 weights.</summary>
    Int8,

    /// <summary>int16 activations with the zero point 0, int8 weights, 64-bit sums.</summary>
    Int16x8,

    /// <summary>int8 activations, weights of four bits.</summary>
    Int4,

    /// <summary>As in the float graph, between conversions.</summary>
    Float,
}
