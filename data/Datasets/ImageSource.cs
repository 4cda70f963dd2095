namespace NeuralCore.Data.Datasets;

/// <summary>Opens a set of images by what lies at a path: IDX files, CIFAR's binary files, or image files with a folder for each class.</summary>
public static class ImageSource
{
    /// <summary>Opens what lies there.</summary>
    /// <param name="path">A folder, a zip file of images, or CIFAR's tar.gz.</param>
    /// <param name="classNames">Names for the classes of IDX files, which hold numbers only; null for the numbers.</param>
    /// <param name="skipDamaged">Leaves out image files that cannot be decoded and lists them, instead of failing on them.</param>
    /// <exception cref="DataException">There is nothing, nothing that is known, or it is damaged.</exception>
    public static ImageParts Open(string path, IReadOnlyList<string>? classNames = null, bool skipDamaged = false)
    {
        if (!Directory.Exists(path) && !File.Exists(path)) throw new DataException($"{path} does not exist; expected a folder or a zip file of images");
        // A zip file alone in its folder is what was meant by the folder.
        if (Directory.Exists(path) && Directory.GetFileSystemEntries(path) is [var only] && only.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)) path = only;
        return IdxLayout.TryOpen(path, classNames) ?? CifarLayout.TryOpen(path) ?? ImageLayout.Open(FileTree.Open(path), skipDamaged);
    }
}
