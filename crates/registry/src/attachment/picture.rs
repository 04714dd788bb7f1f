//! Photos are decoded and written anew: what comes out is a JPEG of our own making, upright, of
//! the size that a page shows, without anything that came with it (place, camera, hidden bytes).
//!
//! Size is bounded before anything is decoded, and one photo is decoded at a time: twenty sent at
//! once take the memory of one.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};
use tokio::sync::Semaphore;
use zhibu_kernel::file::{File, Incoming, Outgoing};
use zhibu_kernel::{Db, Fault};
use zhibu_web::upload::Taken;

/// Bytes of a photo as it comes.
pub const LARGEST: u64 = 16 << 20;
/// Its pixels: 32 million, more than phones make unless told to.
pub const MOST_PIXELS: u64 = 32_000_000;
/// The box into which it is fitted: twice the size at which a page shows it.
const BOX: (u32, u32) = (480, 640);
/// The encoder's quality, of 100.
const QUALITY: u8 = 85;

static TURN: Semaphore = Semaphore::const_new(1);

/// A photo as it is kept.
#[derive(Clone, Debug)]
pub struct Portrait {
    /// Where it lies.
    pub file: File,
    /// Its size in pixels.
    pub size: (u32, u32),
}

/// Why a file is no photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAPhoto {
    /// Neither JPEG, PNG nor WebP.
    Kind,
    /// Altered or cut off.
    Broken,
    /// More pixels than [`MOST_PIXELS`].
    TooManyPixels,
}

/// Makes a photo of a file that came in. The file that came is for the caller to give up.
///
/// # Errors
/// A fault of the database; [`NotAPhoto`] inside.
pub async fn portrait(db: &Db, taken: &Taken) -> Result<Result<Portrait, NotAPhoto>, Fault> {
    let Some(format) = format(&taken.head) else {
        return Ok(Err(NotAPhoto::Kind));
    };
    let turn = TURN.acquire().await;
    let bytes = Outgoing::begin(db.clone(), taken.file.clone()).await?.whole().await?;
    let made = tokio::task::spawn_blocking(move || make(format, bytes)).await;
    drop(turn);
    // A decoder that panicked met something that is no photo.
    let (bytes, size) = match made.unwrap_or(Err(NotAPhoto::Broken)) {
        Ok(made) => made,
        Err(not) => return Ok(Err(not)),
    };
    let mut incoming = Incoming::begin(taken.file.area);
    incoming.take(db, &bytes).await?;
    Ok(Ok(Portrait { file: incoming.finish(db).await?, size }))
}

fn format(head: &[u8]) -> Option<ImageFormat> {
    let format = image::guess_format(head).ok()?;
    matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP).then_some(format)
}

type Made = (Vec<u8>, (u32, u32));

fn make(format: ImageFormat, bytes: Vec<u8>) -> Result<Made, NotAPhoto> {
    if format == ImageFormat::Jpeg && !jpeg_is_whole(&bytes) {
        return Err(NotAPhoto::Broken);
    }
    let decoded = decode(format, bytes)?;
    let (upright, orientation) = decoded;
    let mut small = fit(upright, orientation.is_turned());
    small.apply_orientation(orientation.0);
    let flat = on_white(&small);
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(&flat).map_err(|_| NotAPhoto::Broken)?;
    Ok((out, flat.dimensions()))
}

/// How a picture was held when it was taken.
struct Held(image::metadata::Orientation);

impl Held {
    fn is_turned(&self) -> bool {
        use image::metadata::Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        matches!(self.0, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
    }
}

fn decode(format: ImageFormat, bytes: Vec<u8>) -> Result<(DynamicImage, Held), NotAPhoto> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(4 * MOST_PIXELS);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| not(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(NotAPhoto::TooManyPixels);
    }
    let held = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(|error| not(&error))?;
    Ok((image, Held(held)))
}

fn not(error: &ImageError) -> NotAPhoto {
    match error {
        ImageError::Limits(_) => NotAPhoto::TooManyPixels,
        _ => NotAPhoto::Broken,
    }
}

/// Fits a picture into the box, never enlarging it; a turned one into the box lying down.
fn fit(image: DynamicImage, turned: bool) -> DynamicImage {
    let (width, height) = if turned { (BOX.1, BOX.0) } else { BOX };
    if image.width() <= width && image.height() <= height {
        return image;
    }
    // Averaging first: the fine filter alone would hold a copy in floating point.
    let near = if image.width() > 4 * width || image.height() > 4 * height {
        image.thumbnail(2 * width, 2 * height)
    } else {
        image
    };
    near.resize(width, height, FilterType::Lanczos3)
}

fn on_white(image: &DynamicImage) -> RgbImage {
    let clear = image.to_rgba8();
    RgbImage::from_fn(clear.width(), clear.height(), |x, y| {
        let [red, green, blue, alpha] = clear.get_pixel(x, y).0;
        let over = |colour: u8| {
            let mixed = u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(255)
        };
        image::Rgb([over(red), over(green), over(blue)])
    })
}

/// Whether a JPEG comes to its end: the decoder would fill what is missing with grey. Segments are
/// passed by their lengths up to the scan (ITU-T T.81, annex B), so that the end of a preview in
/// the metadata does not count.
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    const SCAN: u8 = 0xDA;
    let mut at = 2;
    while let Some(&[0xFF, marker, high, low]) = bytes.get(at..at + 4) {
        if marker == SCAN {
            return bytes[at..].windows(2).any(|pair| pair == [0xFF, 0xD9]);
        }
        // A marker may be preceded by any number of fill bytes.
        at += if marker == 0xFF { 1 } else { 2 + usize::from(u16::from_be_bytes([high, low])) };
    }
    false
}
