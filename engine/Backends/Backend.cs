namespace NeuralCore.Backends;

/// <summary>A device times a floating element type: the small interface through which every operation computes.</summary>
/// <remarks>
/// Views are contiguous. Floating views have this backend's <see cref="Type"/>, positions and class indices are Int64.
/// Results never overlap operands, except where a method says so. Shapes were checked by the op; a backend only computes.
/// </remarks>
public abstract class Backend(Device device, ElementType type)
{
    /// <summary>The device that the backend computes on.</summary>
    public Device Device { get; } = device;

    /// <summary>The floating element type that it computes in.</summary>
    public ElementType Type { get; } = type;

    /// <summary>Memory for so many elements, their content undefined.</summary>
    /// <exception cref="DeviceException">There is not enough.</exception>
    public abstract Storage Allocate(ElementType type, long count);

    /// <summary>How much memory the device's tensors take.</summary>
    public virtual MemoryUse Memory => new(Arena.Host.BytesInUse, Arena.Host.PeakBytesInUse, Arena.Host.BytesReserved);

    /// <summary>Starts a new measurement of the peak of <see cref="Memory"/>.</summary>
    public virtual void ResetPeak() => Arena.Host.ResetPeak();

    /// <summary>Copies elements of the host into a view of the same element type.</summary>
    public abstract void Upload<T>(ReadOnlySpan<T> source, View target) where T : unmanaged;

    /// <summary>A place of so many bytes through which the host's numbers arrive while the device computes; null where it does one after the other.</summary>
    public virtual UploadSlot? TryTakeUploadSlot(long bytes) => null;

    /// <summary>Copies a view's elements to the host, once all work on it is done.</summary>
    public abstract void Download<T>(View source, Span<T> target) where T : unmanaged;

    /// <summary>Waits for all work that was queued; a backend that computes at once has none.</summary>
    public virtual void Synchronize() { }

    /// <summary>Copies elements between two views of the same element type and count.</summary>
    public abstract void Copy(View source, View target);

    /// <summary>Copies elements of any type into a view of another; Bool becomes 0 or 1, and non-zero becomes true.</summary>
    public abstract void Cast(View source, View target);

    /// <summary>Copies between strided boxes, of any element type; with <paramref name="accumulate"/> adds into the target (floating types).</summary>
    public abstract void CopyStrided(View source, View target, in StridedGeometry geometry, bool accumulate = false);

    /// <summary>y = value everywhere.</summary>
    public abstract void Fill(View y, double value);

    /// <summary>y = f(x), elementwise; y may be x.</summary>
    public abstract void Map<F>(F f, View x, View y) where F : struct, IUnary;

    /// <summary>y = f(a, b), both broadcast to the shape of y; y may be an operand of its own shape.</summary>
    public abstract void Zip<F>(F f, View a, View b, View y) where F : struct, IBinary;

    /// <summary>y = f(a, b, c), all broadcast to the shape of y; y may be an operand of its own shape.</summary>
    public abstract void Zip<F>(F f, View a, View b, View c, View y) where F : struct, ITernary;

    /// <summary>An optimizer's step in place, one pass over all elements; states that f does not use are null.</summary>
    public abstract void Update<F>(F f, View p, View g, View? s0, View? s1, View? s2) where F : struct, IUpdate;

    /// <summary>The same step for many parameters, none of which stands twice: one kernel on a GPU.</summary>
    public virtual void Update<F>(F f, ReadOnlySpan<UpdateOperands> parameters) where F : struct, IUpdate
    {
        foreach (var (p, g, s0, s1, s2) in parameters) Update(f, p, g, s0, s1, s2);
    }

    /// <summary>y = x / (1 − p) where the element's uniform draw under <paramref name="key"/> (<see cref="Philox.Uniform"/>) is ≥ p, else 0.</summary>
    public abstract void Dropout(View x, View y, double p, PhiloxKey key);

    /// <summary>y = the reduction of x over the dimensions whose bit is set in <paramref name="axes"/>; y's elements are the others in order.</summary>
    public abstract void Reduce<R>(R reduction, View x, View y, uint axes) where R : struct, IReduction;

    /// <summary>y [Outer, Inner] (Int64) = the first position of the largest of each line of x [Outer, Length, Inner].</summary>
    public abstract void ArgMax(View x, View y, LineGeometry line);

    /// <summary>y = softmax of each line of x [Outer, Length, Inner], or its logarithm.</summary>
    public abstract void Softmax(View x, View y, LineGeometry line, bool logarithm);

    /// <summary>dx from dy and y: y·(dy − Σ dy·y) per line, or for the logarithm dy − eʸ·Σ dy.</summary>
    public abstract void SoftmaxGradient(View dy, View y, View dx, LineGeometry line, bool logarithm);

    /// <summary>y = op(a) · op(b), for each product of the batch.</summary>
    public abstract void MatMul(View a, View b, View y, in MatMulGeometry geometry);

    /// <summary>y[n,o,i] = Σ_c,u x[n,c,i·s+u·d−p] · w[o,c,u] (+ bias[o]).</summary>
    public abstract void Convolution(View x, View w, View? bias, View y, in ConvolutionGeometry geometry);

    /// <summary>dx = the adjoint of the convolution in x, applied to dy.</summary>
    public abstract void ConvolutionInputGradient(View dy, View w, View dx, in ConvolutionGeometry geometry);

    /// <summary>dw = the adjoint of the convolution in w, applied to dy.</summary>
    public abstract void ConvolutionWeightGradient(View x, View dy, View dw, in ConvolutionGeometry geometry);

    /// <summary>y = the largest of each window, indices (Int64) = its position in the plane of x; the first in row-major order wins, a NaN wins over all.</summary>
    public abstract void MaxPool(View x, View y, View indices, in PoolGeometry geometry);

    /// <summary>y [Planes, *Output] = x [Planes, *Input] at the saved positions.</summary>
    public abstract void PoolGather(View x, View indices, View y, in PoolGeometry geometry);

    /// <summary>dx [Planes, *Input] = dy [Planes, *Output] added at the saved positions, 0 elsewhere: the adjoint of <see cref="PoolGather"/>.</summary>
    /// <remarks>A position lies in the window that it was taken from, as those of <see cref="MaxPool"/> do; a GPU, where each element asks the windows over it, refuses any other when results come back.</remarks>
    public abstract void PoolScatter(View dy, View indices, View dx, in PoolGeometry geometry);

    /// <summary>y = the average of each window.</summary>
    public abstract void AveragePool(View x, View y, in PoolGeometry geometry);

    /// <summary>dx = the adjoint of <see cref="AveragePool"/>, applied to dy.</summary>
    public abstract void AveragePoolGradient(View dy, View dx, in PoolGeometry geometry);

    /// <summary>mean [G] and biased variance [G] of x [A, G, B], without cancellation (two passes or Welford).</summary>
    public abstract void Moments(View x, View mean, View variance, in NormGeometry geometry);

    /// <summary>y = (x − mean) / √(variance + eps) · weight + bias.</summary>
    public abstract void Normalize(View x, View mean, View variance, View? weight, View? bias, View y, double eps, in NormGeometry geometry);

    /// <summary>y = f((x − mean) / √(variance + eps) · weight + bias), with the bits of <see cref="Normalize"/> followed by <see cref="Map"/>.</summary>
    public virtual void NormalizeThen<F>(F f, View x, View mean, View variance, View? weight, View? bias, View y, double eps, in NormGeometry geometry)
        where F : struct, IUnary
    {
        Normalize(x, mean, variance, weight, bias, y, eps, geometry);
        Map(f, y, y);
    }

    /// <summary>Whether <see cref="NormalizeThen"/> saves a pass over memory, so that it pays to wait for what follows a normalization.</summary>
    public virtual bool FusesNormalization => false;

    /// <summary>The gradient of <see cref="Normalize"/> with mean and variance computed from x: with x̂ the normalized x, r = 1/√(variance + eps) and dx̂ = dy·weight, dx = r·(dx̂ − E[dx̂] − x̂·E[dx̂·x̂]); dw = Σ dy·x̂, db = Σ dy. What is null is not computed.</summary>
    public abstract void NormalizeGradient(View dy, View x, View mean, View variance, View? weight, View? dx, View? dw, View? db, double eps, in NormGeometry geometry);

    /// <summary>y [Outer, n, Inner] = x [Outer, Length, Inner] at n positions (Int64).</summary>
    public abstract void IndexSelect(View x, View index, View y, LineGeometry line);

    /// <summary>dx [Outer, Length, Inner] = dy [Outer, n, Inner] added at n positions, 0 elsewhere: the adjoint of <see cref="IndexSelect"/>.</summary>
    public abstract void IndexAdd(View dy, View index, View dx, LineGeometry line);

    /// <summary>y [Outer, table.Length, Inner] = x [Outer, Length, Inner] resampled by the table.</summary>
    public abstract void Resample(View x, View y, LineGeometry line, ResampleTable table);

    /// <summary>dx [Outer, Length, Inner] = the adjoint of <see cref="Resample"/>, applied to dy.</summary>
    public abstract void ResampleAdjoint(View dy, View dx, LineGeometry line, ResampleTable table);

    /// <summary>loss [N, S] = −Σ_c q[c]·weight[c]·logp[n,c,s], where q mixes the target class with the uniform distribution by the label smoothing; 0 where the target is ignored. logp is [N, C, S], targets Int64.</summary>
    public abstract void NllLoss(View logp, View targets, View? weight, View loss, LineGeometry line, long ignoreIndex, double smoothing);

    /// <summary>dlogp [N, C, S] = the adjoint of <see cref="NllLoss"/>, applied to dloss [N, S].</summary>
    public abstract void NllLossGradient(View dloss, View targets, View? weight, View dlogp, LineGeometry line, long ignoreIndex, double smoothing);
}
