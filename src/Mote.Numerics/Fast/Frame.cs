namespace Mote.Numerics.Fast;

/// <summary>Copies of images with zeros around them, so that windows need no bounds.</summary>
internal static unsafe class Frame
{
    /// <summary>
    /// Copies the part of an image [height, width, channels] that a frame [frameHeight, frameWidth, channels] shows, whose first element
    /// is that at (-top, -left).
    /// </summary>
    /// <param name="bordersAreZero">Whether the frame already holds zeros where the image is not.</param>
    internal static void Copy(
        float* image, int height, int width, int channels, float* frame, int frameHeight, int frameWidth, int top, int left,
        bool bordersAreZero)
    {
        if (!bordersAreZero)
            new Span<float>(frame, frameHeight * frameWidth * channels).Clear();
        int firstRow = Math.Max(0, -top), rows = Math.Min(height, frameHeight - top);
        int firstColumn = Math.Max(0, -left), columns = Math.Min(width, frameWidth - left) - firstColumn;
        if (columns <= 0)
            return;
        long bytes = (long)columns * channels * sizeof(float);
        for (int h = firstRow; h < rows; h++)
        {
            float* to = frame + ((nint)(h + top) * frameWidth + firstColumn + left) * channels;
            Buffer.MemoryCopy(image + ((nint)h * width + firstColumn) * channels, to, bytes, bytes);
        }
    }
}
