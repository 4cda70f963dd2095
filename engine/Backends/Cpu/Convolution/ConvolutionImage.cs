using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>How an image lies when its windows are read in place: with zeros round each plane, or as it is.</summary>
/// <remarks>
/// With a row's step of W + padding the zeros to the right of a row are those to the left of the next. A window's row is
/// then the same offset from wherever its first element lies, so that output (h, w) of a plane is number h · Step + w
/// in a line of positions; the few positions that wrap round a row are computed and dropped. At full padding, k − 1,
/// none wraps.
/// </remarks>
internal readonly record struct ConvolutionImage
{
    public ConvolutionImage(int channels, ConvolutionVolume input, ConvolutionVolume padding, ConvolutionVolume output)
    {
        (Channels, Input, Padding) = (channels, input, padding);
        RowStep = Math.Max(input.W + padding.W, padding.W > 0 ? output.W : 0);
        PlaneStep = (input.H + 2 * padding.H) * RowStep;
        ChannelStep = (input.D + 2 * padding.D) * PlaneStep;
        Positions = (output.H - 1) * RowStep + output.W;
    }

    /// <summary>The channels of an image.</summary>
    public int Channels { get; }

    /// <summary>The extents without zeros.</summary>
    public ConvolutionVolume Input { get; }

    /// <summary>The zeros before and after.</summary>
    public ConvolutionVolume Padding { get; }

    /// <summary>From one row to the next.</summary>
    public int RowStep { get; }

    /// <summary>From one plane to the next.</summary>
    public int PlaneStep { get; }

    /// <summary>From one channel to the next.</summary>
    public int ChannelStep { get; }

    /// <summary>The length of a plane's line of output positions, those that wrap included.</summary>
    public int Positions { get; }

    /// <summary>Whether images must be copied to be read this way.</summary>
    public bool IsPadded => Padding is not { D: 0, H: 0, W: 0 };

    /// <summary>The elements that one image takes.</summary>
    public nint Size => (nint)Channels * ChannelStep;

    /// <summary>From one padded image to the next: the last row has its zeros, and whole lanes can be written past it.</summary>
    public nint PaddedSize => Size + Padding.W + 64;

    /// <summary>The offset of tap k from its window's first element, in the order (depth tap, channel, plane of taps) or (channel, tap).</summary>
    public unsafe void Offsets(int channels, ConvolutionVolume kernel, ConvolutionVolume dilation, bool depthFirst, int* offsets)
    {
        var plane = kernel.H * kernel.W;
        for (var c = 0; c < channels; c++)
            for (var d = 0; d < kernel.D; d++)
                for (var h = 0; h < kernel.H; h++)
                    for (var w = 0; w < kernel.W; w++)
                    {
                        var k = (depthFirst ? d * channels + c : c * kernel.D + d) * plane + h * kernel.W + w;
                        offsets[k] = c * ChannelStep + d * dilation.D * PlaneStep + h * dilation.H * RowStep + w * dilation.W;
                    }
    }

    /// <summary>Copies some channels of an image [channels, D, H, W] and puts the zeros round them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Pad<V, T>(T* source, int channels, T* target) where V : unmanaged, IVector<V, T> where T : unmanaged
    {
        var (d, h, w) = Input;
        var (front, top, left) = Padding;
        for (var c = 0; c < channels; c++)
        {
            target = Zeros(target, (nint)front * PlaneStep);
            for (var i = 0; i < d; i++)
            {
                target = Zeros(target, (nint)top * RowStep);
                for (var r = 0; r < h; r++, source += w, target += RowStep)
                {
                    for (var j = 0; j < left; j++) target[j] = default;
                    // The last lane's zeros reach past the row: into its own gap, and into what is written next.
                    for (var j = 0; j < w; j += V.Width) V.Store(V.LoadPart(source + j, w - j), target + left + j);
                    for (var j = left + w; j < RowStep; j++) target[j] = default;
                }
                target = Zeros(target, (nint)top * RowStep);
            }
            target = Zeros(target, (nint)front * PlaneStep);
        }
        Zeros(target, Padding.W);
    }

    /// <summary>Copies the positions of a plane's line that are outputs, from <paramref name="first"/> on, adds the bias, and drops those that wrap round a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Keep<V, T>(T* line, int first, int count, int width, V bias, T* plane) where V : unmanaged, IVector<V, T> where T : unmanaged
    {
        for (int row = first / RowStep, last = first + count; row * RowStep < last; row++)
        {
            int start = row * RowStep, from = Math.Max(first, start), to = Math.Min(last, start + width);
            T* source = line + (from - first), target = plane + (nint)row * width + (from - start);
            var left = to - from;
            for (; left >= V.Width; left -= V.Width, source += V.Width, target += V.Width) V.Store(V.Load(source) + bias, target);
            if (left > 0) V.StorePart(V.Load(source) + bias, target, left);
        }
    }

    /// <summary>The adjoint of <see cref="Keep"/>: copies a plane of outputs into its line, with zeros at the positions that wrap round a row; up to a lane is written past the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Widen<V, T>(T* plane, int first, int count, int width, T* line) where V : unmanaged, IVector<V, T> where T : unmanaged
    {
        for (int row = first / RowStep, last = first + count; row * RowStep < last; row++)
        {
            int start = row * RowStep, from = Math.Max(first, start), to = Math.Min(last, start + width);
            T* source = plane + (nint)row * width + (from - start), target = line + (from - first);
            // The last lane's zeros reach into the row's gap, and into what is written next.
            for (var j = 0; j < to - from; j += V.Width) V.Store(V.LoadPart(source + j, to - from - j), target + j);
            for (var j = Math.Max(from, to); j < Math.Min(last, start + RowStep); j++) line[j - first] = default;
        }
    }

    private static unsafe T* Zeros<T>(T* target, nint count) where T : unmanaged
    {
        new Span<T>(target, (int)count).Clear();
        return target + count;
    }
}
