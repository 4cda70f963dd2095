namespace NeuralCore.Backends;

/// <summary>A place through which the host's numbers go to a device while the device computes: begun early, finished where they are needed.</summary>
/// <remarks>
/// Two of them in turn keep the next batch on its way during a step. The bits are those of <see cref="Backend.Upload{T}"/>.
/// Disposing it gives the place to whoever takes one next; a copy that is under way then has no effect.
/// </remarks>
public abstract class UploadSlot : IDisposable
{
    /// <summary>Starts the copy and returns before it is done; the source may be changed after the return.</summary>
    /// <exception cref="UsageException">The numbers do not fit into the slot.</exception>
    public abstract void Begin<T>(ReadOnlySpan<T> source) where T : unmanaged;

    /// <summary>Waits for the copy, then puts what was begun into a view: in order with the device's other work.</summary>
    /// <exception cref="UsageException">No copy of so many bytes was begun since the last one was finished.</exception>
    public abstract void Finish(View target);

    /// <summary>Gives the slot back.</summary>
    public abstract void Dispose();
}
