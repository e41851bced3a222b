namespace Mote.Numerics.Fast;

/// <summary>
/// The shape of a two-dimensional convolution of images [height, width, channels] (a sequence has height 1). Of a depthwise convolution
/// <paramref name="OutChannels"/> is a multiple of <paramref name="Channels"/>. Padding is implied on the right and at the bottom: windows
/// may end outside of the image, and see zeros there.
/// </summary>
public readonly record struct ConvolutionShape(
    int Height, int Width, int Channels,
    int OutHeight, int OutWidth, int OutChannels,
    int KernelHeight, int KernelWidth,
    int StrideHeight = 1, int StrideWidth = 1,
    int DilationHeight = 1, int DilationWidth = 1,
    int PadTop = 0, int PadLeft = 0)
{
    public int InFloats => Height * Width * Channels;

    public int OutFloats => OutHeight * OutWidth * OutChannels;

    /// <summary>Elements of a window.</summary>
    public int Taps => KernelHeight * KernelWidth;

    /// <summary>Rows and columns that windows reach over, counted from the padding's first.</summary>
    internal int ReachHeight => (OutHeight - 1) * StrideHeight + (KernelHeight - 1) * DilationHeight + 1;

    internal int ReachWidth => (OutWidth - 1) * StrideWidth + (KernelWidth - 1) * DilationWidth + 1;

    /// <summary>Whether some window ends outside of the image.</summary>
    internal bool Padded => PadTop > 0 || PadLeft > 0 || ReachHeight > Height || ReachWidth > Width;

    /// <summary>Whether each output position sees just the input position of the same number.</summary>
    internal bool Pointwise => Taps == 1 && StrideHeight == 1 && StrideWidth == 1 && !Padded && OutHeight == Height && OutWidth == Width;
}
